import { window } from 'vscode';
import type { PersonVerdict } from '../../core/model/annotation.ts';
import type { Services } from '../services.ts';
import { traceName } from '../trace-fs/uris.ts';
import { resolveTrace, type TraceArgument } from './open-commands.ts';

const VERDICTS: readonly { readonly label: string; readonly detail: string; readonly verdict: PersonVerdict }[] = [
  {
    label: '$(check) Right',
    detail: 'Counts before the reference answer, the record and the vote.',
    verdict: 'correct',
  },
  { label: '$(close) Wrong', detail: 'Counts before the reference answer, the record and the vote.', verdict: 'wrong' },
  { label: '$(discard) Take Back', detail: 'The answer is graded as if you had said nothing.', verdict: 'none' },
];

/** Asks whether the answer of a trace is right and stores what the person says beside the corpus. */
export async function judgeAnswer(
  { corpora, groups, notify }: Pick<Services, 'corpora' | 'groups' | 'notify'>,
  argument: TraceArgument,
): Promise<void> {
  const ref = await resolveTrace(corpora, argument);
  if (!ref) return void (await notify.info('Open a trace or a file with traces first.'));
  const chosen = await window.showQuickPick(VERDICTS, { title: `The answer of ${traceName(ref)} is` });
  if (!chosen) return;
  const stored = await groups.judge(ref.corpus, ref.record, ref.traceIndex, chosen.verdict);
  if (!stored) await notify.info('The trace stands in its file no longer.');
  else window.setStatusBarMessage('CoT Lens: your verdict is stored beside the file', 4000);
}
