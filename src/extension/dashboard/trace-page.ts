import { agentFigures } from '../../core/analysis/agents.ts';
import { agentText, efficiencyText, fileEfficiencyText } from '../../core/analysis/wording.ts';
import { parseDocument } from '../../core/document/parse.ts';
import type { PlacedChart } from '../../core/statistics/chart.ts';
import { stepChart } from '../../core/statistics/step-chart.ts';
import type { AnalysisReply } from '../../protocol/lsp.ts';
import type { PageFrame } from './charts-panel.ts';

/** What a page shows of one trace. */
export interface TracePage {
  readonly frame: PageFrame;
  readonly charts: readonly PlacedChart[];
}

/** The page of a trace document and what the server says of it. */
export function tracePage(fileName: string, text: string, reply: AnalysisReply): TracePage {
  const { analysis } = reply;
  const reasoning = parseDocument(text).reasoning;
  const agents = agentFigures(analysis.steps).map((agent) => agentText(agent, analysis.tokensExact));
  return {
    frame: {
      title: fileName.split('/').at(-1) ?? fileName,
      lines: [...summaryOf(reply), ...agents],
      scope: 'trace',
      progress: null,
      reports: false,
    },
    charts: [{ chart: stepChart(reasoning, analysis.steps, analysis.tokensExact), places: [] }],
  };
}

function summaryOf({ analysis, fileEfficiency }: AnalysisReply): readonly string[] {
  const { steps, tokens, tokenizer, tokensExact, efficiency } = analysis;
  const flagged = steps.filter((step) => step.flagged).length;
  const stepTokens = steps.reduce((sum, step) => sum + step.tokens, 0);
  const share = stepTokens > 0 ? Math.round((100 * tokens.flagged) / stepTokens) : 0;
  const figure = (value: number) => value.toLocaleString('en');
  return [
    `${figure(steps.length)} steps, ${figure(tokens.reasoning)} tokens with ${tokenizer}${tokensExact ? '' : ' (estimate)'}. ` +
      `${figure(flagged)} steps can go: ${figure(tokens.flagged)} tokens, ${share} %.`,
    ...(efficiency ? [`${efficiencyText(efficiency)}.`] : []),
    ...(fileEfficiency ? [`${fileEfficiencyText(fileEfficiency)}.`] : []),
  ];
}
