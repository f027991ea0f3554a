import { type Disposable, languages, type TextEditor, Uri, window, workspace } from 'vscode';
import { isLabelled, labelText, type StepState } from '../../core/annotations/step-state.ts';
import type { StepLabelText } from '../../protocol/lsp.ts';
import { TRACE_SCHEME } from '../../protocol/names.ts';
import type { Corpora } from '../corpora.ts';
import type { LanguageServer } from '../language-client.ts';
import { parseTraceUri } from '../trace-fs/uris.ts';
import type { StoredVariants } from '../variants/stored.ts';
import { labelSettings } from './label-settings.ts';
import { type LabelledTrace, LabelledTraces, statesOf } from './labelled-trace.ts';
import type { AnnotationLogs } from './logs.ts';
import { type LabelIcon, LabelMarks, type StepMark } from './marks.ts';
import { type Suggestion, suggestionsFor } from './suggestions.ts';

const OWN_ICONS: readonly string[] = ['keep', 'skip', 'merge', 'rewrite'];

/** What the desk works with. */
export interface DeskServices {
  readonly extensionUri: Uri;
  readonly corpora: Corpora;
  readonly server: LanguageServer;
  readonly stored: StoredVariants;
  readonly logs: AnnotationLogs;
}

/** Shows the labels of all visible trace documents, and tells the server of them for outline and hover. */
export class LabelDesk implements Disposable {
  readonly traces: LabelledTraces;
  readonly #services: DeskServices;
  readonly #marks: LabelMarks;
  readonly #subscriptions: readonly Disposable[];
  /** Documents that the server knows labels of, or that it shows lenses of labelling in. */
  readonly #told = new Map<string, string>();
  readonly #suggestions = new Map<
    string,
    { readonly version: number; readonly list: readonly (Suggestion | null)[] }
  >();
  #labelling = false;

  constructor(services: DeskServices) {
    this.#services = services;
    this.traces = new LabelledTraces(services.corpora, services.logs);
    this.#marks = new LabelMarks(services.extensionUri);
    this.#subscriptions = [
      window.onDidChangeVisibleTextEditors(() => this.redraw()),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (parseTraceUri(document.uri)) this.redraw();
      }),
      services.corpora.onDidChange((corpus) => {
        this.traces.forget(corpus);
        this.redraw();
      }),
      services.logs.onDidChange((corpus) => {
        this.traces.forget(corpus);
        this.redraw();
      }),
      services.stored.onDidChange((corpus) => this.#suggestAgain(corpus)),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('cotLens.annotation')) this.redraw();
      }),
    ];
    this.redraw();
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#marks.dispose();
  }

  /** Shows suggestions and lenses that ask for labels, or no more. */
  setLabelling(isOn: boolean): void {
    this.#labelling = isOn;
    this.redraw();
  }

  /** The suggestion for a step; undefined where there is none or it is not known yet. */
  suggestion(uri: Uri, version: number, step: number): Suggestion | undefined {
    const known = this.#suggestions.get(uri.toString());
    return known?.version === version ? (known.list[step] ?? undefined) : undefined;
  }

  /** Makes the suggestions of a corpus anew, after a model judged some of its steps. */
  #suggestAgain(corpus: Uri): void {
    const ours = corpus.toString();
    for (const uri of this.#suggestions.keys()) {
      if (parseTraceUri(Uri.parse(uri))?.corpus.toString() === ours) this.#suggestions.delete(uri);
    }
    if (this.#labelling) this.redraw();
  }

  /** Draws all visible editors anew. */
  redraw(): void {
    for (const editor of window.visibleTextEditors) {
      // A trace that cannot be read says so itself.
      if (parseTraceUri(editor.document.uri)) void this.#draw(editor).catch(() => undefined);
    }
  }

  async #draw(editor: TextEditor): Promise<void> {
    const { document } = editor;
    const labelled = await this.traces.of(document);
    if (!labelled || labelled.version !== document.version) return;
    const { annotator, hideOthers, suggestions } = labelSettings(labelled.ref.corpus);
    const states = statesOf(labelled).steps.map((said) =>
      said.filter((state) => !hideOthers || state.annotator === annotator),
    );
    if (this.#labelling && suggestions) void this.#suggest(labelled, editor);
    const known = this.#suggestions.get(document.uri.toString());
    const offered = this.#labelling && suggestions && known?.version === document.version ? known.list : [];
    const marks = states.flatMap((said, step): StepMark[] => {
      const own = said.find((state) => state.annotator === annotator);
      const suggested = offered[step];
      const mark = markOf(said, annotator);
      const hint = suggested && (!own || !isLabelled(own)) ? `${suggested.label}? (${suggested.reason})` : '';
      if (mark) return [{ step, icon: mark.icon, text: hint === '' ? mark.text : `${mark.text} · ${hint}` }];
      return hint === '' ? [] : [{ step, icon: 'suggestion', text: hint }];
    });
    this.#marks.show(editor, labelled.parsed, marks);
    await this.#tell(labelled, document.uri, states, annotator);
  }

  /** An editor asks for the outline again when a provider comes or goes, and not for changes outside the text. */
  #refreshOutline(): void {
    languages.registerDocumentSymbolProvider({ scheme: TRACE_SCHEME }, { provideDocumentSymbols: () => [] }).dispose();
  }

  async #suggest(labelled: LabelledTrace, editor: TextEditor): Promise<void> {
    const { document } = editor;
    const key = document.uri.toString();
    if (this.#suggestions.get(key)?.version === labelled.version) return;
    this.#suggestions.set(key, { version: labelled.version, list: [] });
    const list = await suggestionsFor(labelled, document, this.#services).catch(() => []);
    this.#suggestions.set(key, { version: labelled.version, list });
    if (document.version === labelled.version) await this.#draw(editor);
  }

  async #tell(
    { anchors }: LabelledTrace,
    uri: Uri,
    states: readonly (readonly StepState[])[],
    annotator: string,
  ): Promise<void> {
    const labels = anchors.map(({ hash }, index): StepLabelText => {
      const text = wordsOf(states[index] ?? [], annotator);
      return { hash, text: text === '' ? null : text };
    });
    const said = labels.some(({ text }) => text !== null) ? labels : [];
    const message = JSON.stringify([said, this.#labelling]);
    const key = uri.toString();
    if ((this.#told.get(key) ?? JSON.stringify([[], false])) === message) return;
    this.#told.set(key, message);
    await this.#services.server.stepLabels(uri, said, this.#labelling);
    this.#refreshOutline();
  }
}

/** What is said of a step in words: one's own label without a name, the others' with theirs. */
function wordsOf(said: readonly StepState[], annotator: string): string {
  return [...said]
    .sort((a, b) => Number(b.annotator === annotator) - Number(a.annotator === annotator))
    .map((state) => {
      const words = `${labelText(state)}${state.stale ? ' (its words changed since)' : ''}`;
      return state.annotator === annotator ? words : `${state.annotator}: ${words}`;
    })
    .join('; ');
}

function markOf(said: readonly StepState[], annotator: string): { icon: LabelIcon; text: string } | undefined {
  const shown = said.find((state) => state.annotator === annotator) ?? said[0];
  if (!shown) return undefined;
  return { icon: iconOf(shown), text: wordsOf(said, annotator) };
}

function iconOf({ stale, label, rating }: StepState): LabelIcon {
  if (stale) return 'stale';
  if (label !== null) return OWN_ICONS.includes(label) ? (label as LabelIcon) : 'own';
  return rating === null ? 'none' : 'rated';
}
