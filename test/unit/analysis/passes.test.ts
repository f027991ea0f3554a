import { describe, expect, test } from 'vitest';
import { analyze, findingOf, flagged } from './helpers.ts';

const apples = [
  'Tom has 3 boxes with 8 apples each, so he has 3 * 8 = 24 apples.',
  'He gives 5 apples to Ann, so 24 - 5 = 19 apples remain.',
  'He sells the remaining apples for 2 dollars each, so he gets 19 * 2 = 38 dollars.',
];
const question =
  'Tom has 3 boxes with 8 apples each. He gives 5 to Ann and sells the rest for 2 dollars each. How much does he get?';
const given = { question, answer: '38' };

describe('exact-repeat', () => {
  test('points to the earlier step; layout and markup do not count', () => {
    const made = analyze([...apples.slice(0, 2), `**${apples[0]}**  `, apples[2] ?? ''], given);
    expect(findingOf(made, 3, 'exact-repeat')).toMatchObject({
      related: 0,
      message: 'Says the same as step 1, word for word.',
    });
    expect(flagged(made)).toEqual([3]);
  });
});

describe('near-repeat', () => {
  test('finds the same content in other words with the same numbers', () => {
    const made = analyze(
      [
        ...apples.slice(0, 2),
        'In other words, 24 minus 5 equals 19 apples are left after Ann gets 5.',
        apples[2] ?? '',
      ],
      given,
    );
    expect(findingOf(made, 3, 'near-repeat')?.related).toBe(1);
    expect(flagged(made)).toEqual([3]);
  });

  test('the same words with other numbers are no repeat', () => {
    const made = analyze(
      ['The first box holds 12 pens and weighs 30 grams.', 'The second box holds 14 pens and weighs 35 grams.'],
      {
        question: 'What do the boxes weigh?',
      },
    );
    expect(findingOf(made, 2, 'near-repeat')).toBeUndefined();
    expect(flagged(made)).toEqual([]);
  });

  test('the same words in another order, about who is what, are no repeat', () => {
    const q = 'Rob, Eve and Joe ran. Rob finished above Eve. Joe finished above Rob. Who won?';
    const made = analyze(['Rob finished above Eve in the race.', 'Eve finished above Rob in the race.'], {
      question: q,
    });
    expect(findingOf(made, 2, 'near-repeat')).toBeUndefined();
  });

  test('the contrary is no repeat', () => {
    const made = analyze(['The number 12 is divisible by 3 and 4.', 'The number 12 is not divisible by 3 and 4.']);
    expect(findingOf(made, 2, 'near-repeat')).toBeUndefined();
  });

  test('doing what was planned is no repeat of the plan', () => {
    const made = analyze(["Let's find 12 + 30 for the total weight.", 'The total weight is 12 + 30.']);
    expect(findingOf(made, 2, 'near-repeat')).toBeUndefined();
  });

  const wages = {
    question:
      'Weng earns $12 an hour for babysitting. Yesterday, she just did 50 minutes of babysitting. How much did she earn?',
    answer: '10',
  };
  test.each([
    'Her wage per minute is 12 / 60 = 0.2 dollars.',
    'Since an hour has 60 minutes, she makes $12/60 = $0.2 each minute.',
    'That means every minute of work pays Weng 0.2 dollars (12 divided by 60).',
  ])('finds a value that is said again from the same numbers: %s', (again) => {
    const chain = [
      'Weng earns 12/60 = $<<12/60=0.2>>0.2 per minute.',
      again,
      'Working 50 minutes, she earned 0.2 x 50 = $<<0.2*50=10>>10.',
    ];
    expect(flagged(analyze(chain, wages))).toEqual([2]);
  });

  test('works in Chinese', () => {
    const made = analyze([
      '汤姆一共有 3 * 8 = 24 个苹果。',
      '他给了安 5 个苹果，还剩 24 - 5 = 19 个苹果。',
      '也就是说，汤姆一共有 3 * 8 = 24 个苹果。',
    ]);
    expect(findingOf(made, 3, 'near-repeat')?.related ?? findingOf(made, 3, 'exact-repeat')?.related).toBe(0);
    expect(findingOf(made, 2, 'near-repeat')).toBeUndefined();
  });
});

describe('loop', () => {
  test('a passage that comes again and again is reported from its second round on', () => {
    const passage = ['Let me try to list the terms once more.', 'That gives 1, so there must be a mistake.'];
    const made = analyze(['We start with the sum of the roots.', ...passage, ...passage, ...passage, ...passage]);
    expect(findingOf(made, 4, 'loop')).toMatchObject({ related: 1 });
    expect(findingOf(made, 9, 'loop')?.message).toContain('Round 4 of 4');
    expect(flagged(made)).toEqual([4, 5, 6, 7, 8, 9]);
  });
});

describe('re-derivation', () => {
  test('a known value that is worked out again points to its producer', () => {
    const made = analyze([...apples.slice(0, 2), 'Check: 3 * 8 = 24.', apples[2] ?? ''], given);
    expect(findingOf(made, 3, 're-derivation')).toMatchObject({ related: 0 });
    expect(findingOf(made, 3, 're-derivation')?.message).toContain('24');
  });

  test('a value of the question is not derived again when it is first used', () => {
    const made = analyze(apples, given);
    for (const step of [1, 2, 3]) expect(findingOf(made, step, 're-derivation')).toBeUndefined();
  });
});

describe('re-verification', () => {
  test('a check that changes nothing is named', () => {
    const made = analyze([...apples, 'Let me double-check that 24 - 5 is 19. Yes, it is.'], given);
    expect(findingOf(made, 4, 're-verification')?.message).toMatch(/changes nothing/);
  });

  test('a check that leads to a correction stays', () => {
    const made = analyze(
      [
        'He has 3 * 8 = 25 apples.',
        'Let me check 3 * 8 again.',
        "That's wrong, it should actually be 3 * 8 = 24.",
        'So 24 - 5 = 19.',
      ],
      { question, answer: '19' },
    );
    expect(findingOf(made, 2, 're-verification')).toBeUndefined();
    expect(flagged(made)).toEqual([]);
  });
});

describe('restated-question', () => {
  test('names a step that only says what the question says', () => {
    const made = analyze(['Tom has 3 boxes with 8 apples each and gives 5 to Ann.', ...apples], given);
    expect(findingOf(made, 1, 'restated-question')?.message).toMatch(/Restates the question/);
    expect(findingOf(made, 2, 'restated-question')).toBeUndefined();
  });
});

describe('after-answer', () => {
  const tail = [
    'Wait, let me check that again. 3 * 8 is 24 and 24 - 5 is 19.',
    'So 19 * 2 = 38 dollars. That is right.',
    'Alternatively, 8 + 8 + 8 = 24, then 24 - 5 = 19, and 19 + 19 = 38.',
    'So he gets 38 dollars, I am sure.',
    'Maybe the price is for two apples? No, it says each.',
    'Therefore, the answer is 38.',
  ];

  test('everything after the first statement of the answer can go', () => {
    const made = analyze([...apples, ...tail], given);
    expect(findingOf(made, 4, 'after-answer')).toMatchObject({ related: 2 });
    expect(findingOf(made, 3, 'after-answer')).toBeUndefined();
    expect(flagged(made)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  test('the step that delivers the answer stays when the trace has no separate answer', () => {
    const made = analyze([...apples, ...tail], { question });
    expect(findingOf(made, 9, 'after-answer')).toBeUndefined();
    expect(flagged(made)).not.toContain(9);
  });

  test('says "correct" only where the reference answer agrees', () => {
    expect(
      findingOf(analyze([...apples, ...tail], { ...given, reference: '38' }), 4, 'after-answer')?.message,
    ).toContain('correct answer 38');
    expect(
      findingOf(analyze([...apples, ...tail], { ...given, reference: '40' }), 4, 'after-answer')?.message,
    ).not.toContain('correct');
  });

  test('an intermediate value that happens to equal the answer is not the answer', () => {
    const made = analyze(['f(5) = 2*5 - 3 = 7', 'f(5) - 1 = 7 - 1 = 6', 'g(6) = 6 + 1 = 7'], {
      question: 'What is g(f(5)-1)?',
      answer: '7',
    });
    expect(findingOf(made, 2, 'after-answer')).toBeUndefined();
    expect(flagged(made)).toEqual([]);
  });
});

describe('dead-branch', () => {
  test('an attempt that is given up points to where', () => {
    const made = analyze(
      [
        apples[0] ?? '',
        'Alternatively, take 3 + 8 = 11 and go on from there.',
        'But that does not work, because the boxes have 8 each.',
        ...apples.slice(1),
      ],
      given,
    );
    expect(findingOf(made, 2, 'dead-branch')?.related).toBe(2);
    expect(findingOf(made, 4, 'dead-branch')).toBeUndefined();
  });
});

describe('unused', () => {
  test('a value that nothing uses is named', () => {
    const made = analyze([apples[0] ?? '', 'By the way, 3 + 100 = 103 is odd.', ...apples.slice(1)], given);
    expect(findingOf(made, 2, 'unused')?.message).toContain('103');
    expect(findingOf(made, 1, 'unused')).toBeUndefined();
  });
});

describe('nothing-new', () => {
  test('a step with nothing of its own says since when it was known', () => {
    const made = analyze([...apples.slice(0, 2), 'So we have apples, and 19 apples remain.', apples[2] ?? ''], given);
    expect(findingOf(made, 3, 'nothing-new')?.message).toMatch(/nothing new: everything in it was there by step 2/);
    expect(findingOf(made, 1, 'nothing-new')).toBeUndefined();
  });
});

test('a worked solution and code-heavy steps have nothing flagged', () => {
  expect(flagged(analyze(apples, given))).toEqual([]);
  const code = [
    'We need a function that adds two lists element by element.',
    '```py\ndef add(a, b):\n    return [x + y for x, y in zip(a, b)]\n```',
    'For lists of different length we pad the shorter one with zeros.',
    '```py\nfrom itertools import zip_longest\ndef add(a, b):\n    return [x + y for x, y in zip_longest(a, b, fillvalue=0)]\n```',
    'The time is linear in the longer list.',
  ];
  expect(flagged(analyze(code, { question: 'Write a function that adds two lists.' }))).toEqual([]);
});
