import { type QuickPickItem, QuickPickItemKind } from 'vscode';
import { valueText, withOption } from '../../app/export/answers.ts';
import { findExporter } from '../../core/export/registry.ts';
import type { Exporter, ExportOption } from '../../core/export/types.ts';
import { readValues, wantOf } from '../../core/export/values.ts';
import type { Draft } from './draft.ts';
import { askText, pickOne, type StepHead, type Turn } from './quick-steps.ts';

/** Shows the exporter's own options, of which each can be changed; goes on when the person says so. */
export async function askOptions(draft: Draft, head: StepHead): Promise<Turn<Draft>> {
  const exporter = findExporter(draft.answers.to);
  if (!exporter) return { kind: 'chosen', value: draft };
  let now = draft;
  let last: string | undefined;
  for (;;) {
    const items = optionItems(exporter, now);
    const turn = await pickOne(
      head,
      items,
      items.find(({ option }) => option !== undefined && option.id === last) ?? items[0],
    );
    if (turn.kind !== 'chosen') return turn;
    const { option, does } = turn.value;
    if (does === 'go-on') return { kind: 'chosen', value: now };
    if (does === 'reset') now = { ...now, answers: { ...now.answers, options: {} } };
    if (!option) continue;
    last = option.id;
    const value = await askValue(option, now.answers.options[option.id] ?? option.default);
    if (value.kind === 'left') return value;
    if (value.kind === 'chosen') now = { ...now, answers: withOption(now.answers, exporter, option.id, value.value) };
  }
}

type OptionItem = QuickPickItem & { readonly option?: ExportOption; readonly does?: 'go-on' | 'reset' };

function optionItems(exporter: Exporter, { answers }: Draft): readonly OptionItem[] {
  const changed = Object.keys(answers.options).length;
  const goOn = changed === 0 ? 'Options: all as published' : `Options: go on with ${changed} changed`;
  return [
    { label: `$(arrow-right) ${goOn}`, does: 'go-on', detail: exporter.notes[0] ?? '' },
    ...(changed > 0 ? [{ label: '$(discard) All as published', does: 'reset' as const }] : []),
    { label: 'Change', kind: QuickPickItemKind.Separator },
    ...exporter.options.map((option) => {
      const own = answers.options[option.id];
      const published = valueText(option, option.default);
      return {
        label: `${capital(option.title)}...`,
        description: own === undefined ? published : `${valueText(option, own)} · published: ${published}`,
        detail: capital(option.summary),
        option,
      };
    }),
  ];
}

type Value = string | number | boolean;

async function askValue(option: ExportOption, now: Value): Promise<Turn<Value>> {
  const head = { title: `Export: ${capital(option.title)}`, canGoBack: true };
  if (option.kind === 'number' || option.kind === 'text') {
    const prompt = `${sentence(option.summary)} Published: ${valueText(option, option.default)}.`;
    return askText({ ...head, prompt, value: String(now) }, (text) =>
      readValues([option], { [option.id]: text }).wrong.length === 0 ? null : `It has to be ${wantOf(option)}.`,
    );
  }
  const values: readonly Value[] = option.kind === 'flag' ? [true, false] : option.choices.map(({ id }) => id);
  const items = values.map((value) => ({
    label: capital(valueText(option, value)),
    description: value === option.default ? 'as published' : '',
    value,
  }));
  const turn = await pickOne(
    { ...head, placeholder: capital(option.summary) },
    items,
    items.find(({ value }) => value === now),
  );
  return turn.kind === 'chosen' ? { kind: 'chosen', value: turn.value.value } : turn;
}

function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? capital(words) : `${capital(words)}.`;
}
