import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Emitter } from '../../../src/base/emitter';
import { Conflicts } from '../../../src/features/rules/editor/files/conflict';
import { ProfileFiles } from '../../../src/features/rules/editor/files/files';
import type { Profile } from '../../../src/policy/calico1/profile';
import { profile, snapshot } from '../cluster/fixtures';

type Rule = Profile['inbound'][number];

interface Change {
  readonly document: TextDocument;
  readonly reason: number | undefined;
}

class SimpleEmitter<T> extends Emitter<T> {
  constructor() {
    super((error) => {
      throw error;
    });
  }
}

const PLACE = { scheme: 'calico-stars', path: '/c/web.calico-rules', query: '' };
const URI = uri(PLACE);
/** The same in every snapshot. */
const NETWORKS: readonly never[] = [];

/** A text document that is changed, saved, reverted and read again in VS Code's order of events. */
class TextDocument {
  readonly uri = URI;
  isDirty = false;
  version = 0;
  readonly #undo: string[] = [];
  readonly #redo: string[] = [];

  constructor(
    private text: string,
    private readonly changed: (change: Change) => void,
    readonly save: () => Promise<boolean>,
  ) {}

  getText = () => this.text;

  get lineCount(): number {
    return this.text.split('\n').length;
  }

  edit(text: string): void {
    this.#undo.push(this.text);
    this.#set(text, true);
  }

  undo(): void {
    this.#redo.push(this.text);
    this.#set(this.#undo.pop() ?? assert.fail('nothing to undo'), true, 1);
  }

  redo(): void {
    this.#undo.push(this.text);
    this.#set(this.#redo.pop() ?? assert.fail('nothing to redo'), true, 2);
  }

  /** Reading again can be undone, and the document counts as changed until it is done. */
  load(text: string): void {
    this.#undo.push(this.text);
    this.#set(text, this.isDirty);
    this.saved();
  }

  saved(): void {
    this.isDirty = false;
    this.changed({ document: this, reason: undefined });
  }

  #set(text: string, isDirty: boolean, reason?: number): void {
    this.text = text;
    this.version += 1;
    this.isDirty = isDirty;
    this.changed({ document: this, reason });
  }
}

/** The document of a profile in an editor, the profile in a cluster, and a colleague who changes it there. */
export class SharedProfile {
  /** What was shown last: a message and its buttons. */
  shown: { readonly message: string; readonly actions: readonly { title: string; run(): unknown }[] } | undefined;
  /** Runs once while a save is under way: before the cluster compares, or after it stored. */
  during: { readonly moment: 'before' | 'after'; run(): void } | undefined;
  document!: TextDocument;
  #stored = read([]);
  #seen = snapshot();
  readonly #documents: TextDocument[] = [];
  readonly #snapshots = new SimpleEmitter<unknown>();
  readonly #opened = new SimpleEmitter<TextDocument>();
  readonly #changed = new SimpleEmitter<Change>();
  readonly #saved = new SimpleEmitter<TextDocument>();
  readonly #closed = new SimpleEmitter<TextDocument>();
  readonly #files: ProfileFiles;
  readonly #conflicts: Conflicts;
  #outdated = false;

  constructor(inbound: readonly Rule[]) {
    this.#stored = read(inbound);
    Object.assign(Object.getPrototypeOf(vscode) as object, this.#api());
    this.see();
    this.#files = new ProfileFiles(this.#sessions() as never);
    this.#files.onDidChangeFile(() => (this.#outdated = true));
    this.#conflicts = new Conflicts(this.#files, {
      warning: (message: string, ...actions: readonly { title: string; run(): unknown }[]) => {
        this.shown = { message, actions };
      },
    } as never);
  }

  dispose(): void {
    this.#conflicts.dispose();
    this.#files.dispose();
    for (const name of Object.keys(this.#api())) Reflect.deleteProperty(Object.getPrototypeOf(vscode) as object, name);
  }

  /** The inbound rules in the cluster. */
  get inbound(): readonly Rule[] {
    return this.#stored.inbound;
  }

  /** Stores a rule as another client. */
  colleague(rule: Rule): void {
    this.replace([...this.inbound, rule]);
  }

  /** Stores other rules as another client. */
  replace(inbound: readonly Rule[]): void {
    this.#stored = read(inbound);
  }

  /** The watch delivers the cluster's state. */
  see(): void {
    this.#seen = snapshot({ policy: { profiles: [this.#stored] }, networks: NETWORKS });
    this.#snapshots.fire(this.#seen);
  }

  /** Opens the document. `between` runs after its text was read. */
  async open(between: () => void = () => undefined): Promise<void> {
    const text = await this.#read();
    between();
    this.document = new TextDocument(
      text,
      (change) => this.#changed.fire(change),
      () => this.save(),
    );
    this.#documents.push(this.document);
    this.#opened.fire(this.document);
  }

  /** Adds a rule at the top. */
  type(rule: string): void {
    this.document.edit(this.document.getText().replace('inbound:\n', `inbound:\n  ${rule}\n`));
  }

  /** VS Code reads the file again if it changed, unless the document has unsaved changes. */
  async follow(): Promise<void> {
    if (!this.#outdated || this.document.isDirty) return;
    this.#outdated = false;
    this.document.load(await this.#read());
  }

  async save(): Promise<boolean> {
    const { version } = this.document;
    try {
      await this.#files.writeFile(URI, new TextEncoder().encode(this.document.getText()));
    } catch {
      return false;
    }
    if (this.document.version === version) this.document.saved();
    this.#saved.fire(this.document);
    await this.follow();
    return true;
  }

  /** Presses a button of the last message. */
  async press(title: string): Promise<void> {
    const action = this.shown?.actions.find((each) => each.title === title) ?? assert.fail(`${title} is not offered`);
    this.shown = undefined;
    await action.run();
  }

  async #read(): Promise<string> {
    return new TextDecoder().decode(await this.#files.readFile(URI));
  }

  #sessions(): object {
    const updateProfile = (_: string, edit: (current: Profile) => Profile | undefined) => {
      this.#happens('before');
      const edited = edit(this.#stored);
      if (edited) this.#stored = read(edited.inbound);
      this.#happens('after');
      return Promise.resolve(edited ? 'changed' : 'unchanged');
    };
    const now = () => this.#seen;
    const session = {
      connection: {
        state: 'connected',
        definition: { name: 'c' },
        cluster: { datastore: { updateProfile } },
        store: {
          get snapshot() {
            return now();
          },
          when: () => {
            this.see();
            return Promise.resolve(now());
          },
        },
      },
    };
    return { all: [session], onDidChange: this.#snapshots.event };
  }

  #happens(moment: 'before' | 'after'): void {
    const { during } = this;
    if (during?.moment !== moment) return;
    this.during = undefined;
    during.run();
  }

  #api(): object {
    return {
      EventEmitter: SimpleEmitter,
      FileChangeType: { Changed: 1, Created: 2, Deleted: 3 },
      FileType: { File: 1, Directory: 2 },
      FileSystemError: { Unavailable: (message: string) => new Error(message) },
      Range: class {
        readonly isRange = true;
      },
      WorkspaceEdit: class {
        text = '';
        replace(_uri: unknown, _range: unknown, text: string): void {
          this.text = text;
        }
      },
      workspace: {
        textDocuments: this.#documents,
        onDidOpenTextDocument: this.#opened.event,
        onDidChangeTextDocument: this.#changed.event,
        onDidSaveTextDocument: this.#saved.event,
        onDidCloseTextDocument: this.#closed.event,
        registerTextDocumentContentProvider: () => ({ dispose: () => undefined }),
        applyEdit: ({ text }: { readonly text: string }) => {
          this.document.edit(text);
          return Promise.resolve(true);
        },
      },
      window: { showTextDocument: () => Promise.resolve({ document: this.document }) },
      commands: {
        executeCommand: async (command: string) => {
          if (command === 'workbench.action.files.revert') this.document.load(await this.#read());
        },
      },
    };
  }
}

function read(inbound: readonly Rule[]): Profile {
  const decoded = profile('web', inbound);
  return decoded.kind === 'profile' ? decoded : assert.fail();
}

function uri(parts: object): vscode.Uri {
  return {
    ...parts,
    toString: () => JSON.stringify(parts),
    with: (change: object) => uri({ ...parts, ...change }),
  } as unknown as vscode.Uri;
}
