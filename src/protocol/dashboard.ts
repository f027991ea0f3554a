/** What the dashboard shows of one step. `index` is 0-based; `tokens` are of the step's own text. */
export interface DashboardStep {
  readonly index: number;
  readonly kind: string;
  readonly tokens: number;
  readonly flagged: boolean;
  /** Short reason when flagged, else empty. */
  readonly reason: string;
  /** The beginning of the step's text, for the table. */
  readonly excerpt: string;
}

/** Everything the dashboard shows of the trace that is open. */
export interface DashboardState {
  readonly title: string;
  readonly tokenizer: string;
  readonly tokensExact: boolean;
  readonly reasoningTokens: number;
  readonly flaggedTokens: number;
  /** What the tokens were spent on, of the trace and of its file, a sentence each; empty where no answer is stated. */
  readonly efficiency: readonly string[];
  /** What each agent of a trace of several wrote, a sentence each; empty in others. */
  readonly agents: readonly string[];
  readonly steps: readonly DashboardStep[];
}

/** Messages to the dashboard. `state` null: no trace is open. */
export type ToDashboard = { readonly kind: 'state'; readonly state: DashboardState | null };

/** Messages from the dashboard: it is ready for its first state, or a step was chosen. */
export type FromDashboard = { readonly kind: 'ready' } | { readonly kind: 'reveal'; readonly step: number };
