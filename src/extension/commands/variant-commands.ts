import { commands, FileSystemError, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { editedRow } from '../../app/edited-row.ts';
import type { Notifier } from '../notify.ts';
import { traceName, traceUri, variantUri } from '../trace-fs/uris.ts';
import { closeDiff } from '../variants/diff.ts';
import { shownDiff } from '../variants/review.ts';
import { type StoredVariants, variantsUri } from '../variants/stored.ts';
import type { Variant, Variants } from '../variants/variants.ts';
import type { Verdicts } from '../variants/verdicts.ts';

/** What the commands about variants need. */
export interface VariantServices {
  readonly variants: Variants;
  readonly verdicts: Verdicts;
  readonly stored: StoredVariants;
  readonly notify: Notifier;
}

/** Accepts, writes and discards the variant on show. Saving an edited variant stores it as accepting does. */
export class VariantCommands {
  readonly #services: VariantServices;

  constructor(services: VariantServices) {
    this.#services = services;
    services.variants.storeWith((variant, text) => this.#store(variant, text));
  }

  /** Appends the variant to the variants file beside the corpus, and closes the diff. */
  readonly accept = async (argument: unknown): Promise<void> => {
    const found = await this.#find(argument);
    if (!found) return this.#nothing();
    const { uri, variant } = found;
    const document = await workspace.openTextDocument(uri);
    if (!(await this.#mayGo(variant, document.getText()))) return;
    if (document.isDirty) {
      if (!(await document.save())) return;
    } else await this.#store(variant, document.getText());
    await this.#services.variants.remove(variant.key);
    await closeDiff(uri);
  };

  /** Puts the variant into its record, through the trace document and its guarded save; undo takes it back. */
  readonly write = async (argument: unknown): Promise<void> => {
    const found = await this.#find(argument);
    if (!found) return this.#nothing();
    const { uri, variant } = found;
    const text = (await workspace.openTextDocument(uri)).getText();
    if (!(await this.#mayGo(variant, text))) return;
    const document = await workspace.openTextDocument(traceUri(variant.ref));
    const edit = new WorkspaceEdit();
    edit.replace(document.uri, new Range(document.positionAt(0), document.positionAt(document.getText().length)), text);
    await workspace.applyEdit(edit);
    if (!(await document.save())) return;
    await closeDiff(uri);
    await window.showTextDocument(document);
    await this.#services.notify.info(
      `The variant is written into record ${variant.ref.record} of the corpus. Undo and save take it back.`,
    );
  };

  /** Forgets the variant and closes the diff. The trace is as it was. */
  readonly discard = async (argument: unknown): Promise<void> => {
    const found = await this.#find(argument);
    if (!found) return;
    await this.#services.variants.remove(found.variant.key);
    await closeDiff(found.uri);
    window.setStatusBarMessage(`CoT Lens: the variant of ${traceName(found.variant.ref)} was discarded`, 4000);
  };

  /** Whether no required guard refuses the variant; says so to the person when one does. */
  async #mayGo(variant: Variant, text: string): Promise<boolean> {
    try {
      await this.#acceptable(variant, text);
      return true;
    } catch (error) {
      if (!(error instanceof FileSystemError)) throw error;
      const answer = await this.#services.notify.warn(error.message, 'Show Guards');
      if (answer === 'Show Guards') await commands.executeCommand('cotLens.showGuards');
      return false;
    }
  }

  /** Judges and stores a variant; rejects with the guards' words when one refuses it. */
  async #store(variant: Variant, text: string): Promise<Variant> {
    const { stored, notify } = this.#services;
    const compressed = await this.#acceptable(variant, text);
    const row = text === variant.text ? variant.row : editedRow(variant.row, compressed, new Date().toISOString());
    const file = variantsUri(variant.ref.corpus);
    const added = await stored.add(variant.ref.corpus, row);
    const name = file.path.split('/').at(-1) ?? '';
    const message = added ? `The variant is stored in ${name}.` : `The same variant stands in ${name} already.`;
    void notify.info(message, 'Open File').then((answer) => answer && window.showTextDocument(file));
    return { ...variant, row, text };
  }

  async #acceptable(variant: Variant, text: string) {
    const { ref, row, key } = variant;
    const verdict = await this.#services.verdicts.of(variantUri(ref, row.strategy, key), text);
    if (!verdict) throw FileSystemError.Unavailable('This variant was discarded. Compress the trace again.');
    const { compressed } = verdict;
    if (compressed.accepted) return compressed;
    const broken = compressed.guards.filter((guard) => guard.required && !guard.passed);
    throw FileSystemError.Unavailable(
      `This variant breaks a guard and is not stored. ${broken.map(({ title, detail }) => `${title}: ${detail ?? 'failed'}`).join(' ')} The trace is unchanged; take the change back or try another strategy.`,
    );
  }

  async #find(argument: unknown): Promise<{ uri: Uri; variant: Variant } | undefined> {
    const uri = argument instanceof Uri ? argument : (shownDiff()?.variant ?? window.activeTextEditor?.document.uri);
    const variant = uri && (await this.#services.variants.find(uri));
    return uri && variant ? { uri, variant } : undefined;
  }

  async #nothing(): Promise<void> {
    await this.#services.notify.info('No variant is on show. Compress a trace first.');
  }
}
