import type { Feature } from '../feature.ts';
import { codeActions } from './code-actions.ts';
import { codeLens } from './code-lens.ts';
import { commands } from './commands.ts';
import { corpusDiagnostics } from './corpus-diagnostics.ts';
import { documentSymbols } from './document-symbols.ts';
import { folding } from './folding.ts';
import { hover } from './hover.ts';
import { inlayHints } from './inlay-hints.ts';
import { requests } from './requests.ts';
import { semanticTokens } from './semantic-tokens.ts';
import { traceDiagnostics } from './trace-diagnostics.ts';

/** Every feature; a new one is a file and a line here. */
export const FEATURES: readonly Feature[] = [
  codeLens,
  traceDiagnostics,
  corpusDiagnostics,
  hover,
  codeActions,
  commands,
  documentSymbols,
  folding,
  inlayHints,
  semanticTokens,
  requests,
];
