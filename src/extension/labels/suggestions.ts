import type { TextDocument } from 'vscode';
import type { StepAction } from '../../core/compress/types.ts';
import type { LabelOrigin } from '../../core/model/annotation.ts';
import type { AnalyzedStep } from '../../core/model/finding.ts';
import type { LanguageServer } from '../language-client.ts';
import type { StoredVariants } from '../variants/stored.ts';
import type { LabelledTrace } from './labelled-trace.ts';

/** A label that is offered for a step until a person accepts or corrects it. */
export interface Suggestion {
  readonly label: string;
  readonly reason: string;
  readonly origin: LabelOrigin;
}

/** The strategy that judges steps. */
export const JUDGE = 'step-judge';
const LABEL_OF: Readonly<Record<StepAction['kind'], string>> = {
  keep: 'keep',
  drop: 'skip',
  merge: 'merge',
  rewrite: 'rewrite',
};

/**
 * Suggestions for the steps of a trace: those of a model that judged it (the newest stored variant of `step-judge`, where it was
 * made from the record as it is), else those of the analysis. Null for a step that nothing is known of.
 */
export async function suggestionsFor(
  labelled: LabelledTrace,
  document: TextDocument,
  { server, stored }: { readonly server: LanguageServer; readonly stored: StoredVariants },
): Promise<readonly (Suggestion | null)[]> {
  const judged = await judgedActions(labelled, stored);
  if (judged) {
    return judged.map((action) => {
      // A guard keeps steps too that the model would not.
      const reason = action.kind === 'keep' ? 'kept by the judge' : shortened(action.reason);
      return { label: LABEL_OF[action.kind], reason, origin: 'judge' };
    });
  }
  const reply = await server.analyze({ kind: 'document', uri: document.uri.toString() });
  if (!reply || reply.version !== labelled.version) return [];
  return labelled.anchors.map((_anchor, index) => {
    const step = reply.analysis.steps[index];
    return step ? fromAnalysis(step) : null;
  });
}

async function judgedActions(
  { ref, trace, anchors }: LabelledTrace,
  stored: StoredVariants,
): Promise<readonly StepAction[] | undefined> {
  const rows = await stored.of(ref.corpus);
  const row = rows.findLast(
    (each) => each.strategy === JUDGE && each.sourceHash === trace.sourceHash && each.traceIndex === trace.traceIndex,
  );
  const actions = row?.plan?.actions;
  return actions?.length === anchors.length ? actions : undefined;
}

function fromAnalysis(step: AnalyzedStep): Suggestion {
  const [finding] = [...step.findings].sort((a, b) => b.confidence - a.confidence);
  if (!step.flagged) return { label: 'keep', reason: 'nothing found', origin: 'analysis' };
  return { label: 'skip', reason: finding?.code.replaceAll('-', ' ') ?? 'can go', origin: 'analysis' };
}

/** A judge's reason as it fits behind a line: "A model judged it a repeat." becomes "judge: repeat". */
function shortened(reason: string): string {
  return reason.replace(/^A model judged it an? /, 'judge: ').replace(/\.$/, '');
}
