import type { PreviewControl, PreviewValues } from '../core/preview/types.ts';

/** What the preview panel shows. */
export interface PreviewState {
  /** Name of the trace document; null when none is open. */
  readonly trace: string | null;
  readonly methods: readonly { readonly id: string; readonly title: string; readonly summary: string }[];
  readonly method: string;
  readonly controls: readonly PreviewControl[];
  readonly values: PreviewValues;
  readonly sentences: readonly string[];
  /** A variant was chosen that can be opened. */
  readonly hasVariant: boolean;
}

/** Messages to the preview panel. */
export interface ToPreview {
  readonly kind: 'state';
  readonly state: PreviewState;
}

/** Messages from the preview panel. */
export type FromPreview =
  | { readonly kind: 'ready' }
  | { readonly kind: 'method'; readonly id: string }
  | { readonly kind: 'value'; readonly id: string; readonly value: number }
  | { readonly kind: 'openVariant' };
