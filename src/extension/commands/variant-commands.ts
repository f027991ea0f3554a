import { Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { appendVariant, variantsPath } from '../../app/variant-store.ts';
import type { Files } from '../files.ts';
import type { Notifier } from '../notify.ts';
import { traceName, traceUri } from '../trace-fs/uris.ts';
import type { PendingVariant, PendingVariants } from '../variants/pending.ts';
import { closeVariant } from './compress-commands.ts';

/** Accepts, writes and discards the variant on show. */
export class VariantCommands {
  readonly #pending: PendingVariants;
  readonly #files: Files;
  readonly #notify: Notifier;

  constructor(pending: PendingVariants, files: Files, notify: Notifier) {
    this.#pending = pending;
    this.#files = files;
    this.#notify = notify;
  }

  /** Appends the variant to the variants file beside the corpus, and closes the diff. */
  readonly accept = async (argument: unknown): Promise<void> => {
    const found = this.#find(argument);
    if (!found) return this.#nothing();
    const { uri, variant } = found;
    if (!variant.row.accepted) {
      const guards = variant.row.guards.filter((guard) => guard.required && !guard.passed).map((guard) => guard.title);
      await this.#notify.warn(
        `This variant breaks a guard (${guards.join(', ')}) and is not stored. The trace is unchanged; try another strategy.`,
      );
      return;
    }
    const file = variant.ref.corpus.with({ path: variantsPath(variant.ref.corpus.path) });
    const added = await appendVariant(this.#files.appendFile(file), variant.row);
    this.#pending.remove(variant.row.id);
    await closeVariant(uri);
    const name = file.path.split('/').at(-1) ?? '';
    const message = added ? `The variant is stored in ${name}.` : `The same variant stands in ${name} already.`;
    const answer = await this.#notify.info(message, 'Open File');
    if (answer === 'Open File') await window.showTextDocument(file);
  };

  /** Puts the variant into its record, through the trace document and its guarded save; undo takes it back. */
  readonly write = async (argument: unknown): Promise<void> => {
    const found = this.#find(argument);
    if (!found) return this.#nothing();
    const { uri, variant } = found;
    if (!variant.row.accepted) return this.accept(argument);
    const document = await workspace.openTextDocument(traceUri(variant.ref));
    const edit = new WorkspaceEdit();
    edit.replace(
      document.uri,
      new Range(document.positionAt(0), document.positionAt(document.getText().length)),
      variant.text,
    );
    await workspace.applyEdit(edit);
    if (!(await document.save())) return;
    await closeVariant(uri);
    await window.showTextDocument(document);
    await this.#notify.info(
      `The variant is written into record ${variant.ref.record} of the corpus. Undo and save take it back.`,
    );
  };

  /** Forgets the variant and closes the diff. The trace is as it was. */
  readonly discard = async (argument: unknown): Promise<void> => {
    const found = this.#find(argument);
    if (!found) return;
    this.#pending.remove(found.variant.row.id);
    await closeVariant(found.uri);
    window.setStatusBarMessage(`CoT Lens: the variant of ${traceName(found.variant.ref)} was discarded`, 4000);
  };

  #find(argument: unknown): { uri: Uri; variant: PendingVariant } | undefined {
    const uri = argument instanceof Uri ? argument : window.activeTextEditor?.document.uri;
    const variant = uri && this.#pending.find(uri);
    return uri && variant ? { uri, variant } : undefined;
  }

  async #nothing(): Promise<void> {
    await this.#notify.info('No variant is on show. Compress a trace first.');
  }
}
