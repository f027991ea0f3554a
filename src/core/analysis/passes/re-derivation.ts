import type { Finding } from '../../model/finding.ts';
import type { TraceFacts } from '../facts.ts';
import type { AnalysisPass } from '../types.ts';

interface Derived {
  readonly step: number;
  readonly equations: Set<string>;
}

/** A step that derives only values which earlier steps had derived. */
export const reDerivation: AnalysisPass<TraceFacts> = {
  id: 're-derivation',
  title: 'Derived again',
  summary: 'Derives a value that an earlier step had derived already, by the same or another equation.',
  codes: [{ code: 're-derivation', title: 'derived again' }],
  run: (facts) => {
    const derived = new Map<string, Derived>();
    const findings: Finding[] = [];
    const given = new Set(facts.question?.numbers);
    facts.steps.forEach((step, index) => {
      const products = step.products.filter((p) => p.how === 'equation' || derived.has(p.key));
      const earlier = products.map((p) => derived.get(p.key));
      const first = earlier[0];
      if (
        first !== undefined &&
        earlier.every((e) => e !== undefined) &&
        (facts.news[index]?.numbers.length ?? 0) === 0
      ) {
        const same = products.every((p) => p.equation !== undefined && derived.get(p.key)?.equations.has(p.equation));
        const byEquation = products.some((p) => p.how === 'equation');
        const own = products.findIndex(({ key }) => !given.has(key));
        const from = earlier[Math.max(0, own)] ?? first;
        const key = products[Math.max(0, own)]?.key ?? '';
        const how = same ? 'with the same equation' : byEquation ? 'by another equation' : 'and only says it again';
        // A value that the text does not write so, such as a fraction as a decimal, would only puzzle.
        const value = step.text.includes(key) ? `${key}, which` : 'what';
        const message =
          own < 0
            ? `Comes to ${step.text.includes(key) ? key : 'a value'} again, which the question gives.`
            : `Gives ${value} step ${from.step + 1} had given, ${how}.`;
        const confidence = same ? 0.9 : byEquation ? 0.6 : 0.5;
        findings.push({
          code: 're-derivation',
          pass: 're-derivation',
          step: index,
          ...(own < 0 ? {} : { related: from.step }),
          confidence,
          message,
        });
      }
      for (const product of step.products) {
        const entry = derived.get(product.key) ?? { step: index, equations: new Set<string>() };
        if (product.equation !== undefined) entry.equations.add(product.equation);
        if (
          product.how === 'equation' ||
          derived.has(product.key) ||
          (facts.news[index]?.numbers.includes(product.key) ?? false)
        ) {
          derived.set(product.key, entry);
        }
      }
    });
    return findings;
  },
};
