import * as l10n from '@vscode/l10n';
import { joined } from '../../base/text/list';
import * as vscode from 'vscode';
import type { Snapshot } from '../../cluster/model/snapshot';
import { actOn, connected, type CommandContext } from '../../app/commands';
import { SCHEME } from '../../app/rules-uri/names';
import { addressOf, documentName, policyAddressOf } from '../../app/rules-uri/address';
import { Command } from '../../app/ids';
import { parseDocument } from '../../policy/calico1/document';
import { draftOf } from '../../app/preview/draft';
import { applyChange } from './apply';
import { ownerName } from './changes';
import type { ConnectionRequest } from './connection';
import { DocumentFixes } from './document-fixes';
import { explainConnection, type Explained, type Offer } from './explain';
import type { ExplanationView, PlaceView, RulePlaceView } from './protocol';

/** Explains connections and handles the buttons and links of explanations. */
export type Explainer = Pick<
  Explaining,
  'snapshot' | 'explain' | 'offer' | 'reveal' | 'pointAt' | 'tryOut' | 'stopTrying' | 'apply' | 'createPolicy'
>;

/** Handles the buttons and links of explanations in a connected cluster, for all pages. */
export class Explaining {
  readonly #fixes: DocumentFixes;

  constructor(private readonly context: CommandContext) {
    this.#fixes = new DocumentFixes(context.session);
  }

  get snapshot(): Snapshot | undefined {
    return this.context.session.snapshot;
  }

  /** Explains a connection. Returns undefined while the policy is unknown. */
  explain(request: ConnectionRequest, snapshot: Snapshot): Explained | undefined {
    return explainConnection(request, snapshot);
  }

  /** Offers the changes of an explanation as quick fixes in the documents that they concern, until it is replaced. */
  offer(owner: object, explained: Explained | undefined): void {
    this.#fixes.show(owner, explained);
  }

  /** Opens the rules of a profile or a policy with the cursor on a rule. */
  reveal(place: PlaceView): void {
    actOn(this.context, () => vscode.commands.executeCommand(Command.openRules, place));
  }

  /** Asks for a new policy. */
  createPolicy(): void {
    actOn(this.context, () => vscode.commands.executeCommand(Command.createPolicy));
  }

  /** Moves the cursor of a visible rules document to the deciding rule. The page keeps the focus. */
  pointAt({ halves, verdict }: ExplanationView): void {
    const half =
      halves.find((candidate) => candidate.verdict === 'deny') ?? (verdict === 'allow' ? halves.at(-1) : undefined);
    const place = half?.steps.findLast((step) => step.place)?.place;
    if (!place || 'resource' in place) return;
    const editor = this.#editorOf(place);
    if (!editor) return;
    const line = parseDocument(editor.document.getText())[place.direction][place.position - 1]?.line;
    if (line === undefined) return;
    editor.selection = new vscode.Selection(line, 0, line, 0);
    editor.revealRange(editor.selection, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }

  /** Previews an offered change until it is applied or left. */
  tryOut(owner: object, explained: Explained | undefined, id: string | null): void {
    const offer = id === null ? undefined : explained?.offers.get(id);
    if (!offer || !explained) this.stopTrying(owner);
    else {
      const objects = offer.objects.map(({ draft }) => draft);
      const { drafts, policies } = offer;
      const { previews, session } = this.context;
      previews.show(owner, draftOf(inWords(offer, explained), drafts, [], policies, objects), session.connection);
    }
  }

  stopTrying(owner: object): void {
    this.context.previews.hide(owner);
  }

  /** Applies an offered change. Reports failures. */
  apply(owner: object, explained: Explained | undefined, id: string): void {
    const { context } = this;
    const offer = explained?.offers.get(id);
    if (!offer || !explained) return;
    const work = async () => {
      const cluster = connected(context);
      await applyChange(cluster, offer);
      const names = [
        ...offer.lists.map((list) => ownerName(list, cluster.store.snapshot)),
        ...offer.objects.map(({ stored: { id } }) => id.name),
      ];
      context.reporter.done(l10n.t('{0}. Changed {1}.', inWords(offer, explained), joined([...new Set(names)])));
    };
    void work()
      .catch((error: unknown) => context.reporter.failure(error))
      .finally(() => this.stopTrying(owner));
  }

  #editorOf({ profile, policy }: RulePlaceView): vscode.TextEditor | undefined {
    const { connection, snapshot } = this.context.session;
    if (connection.state !== 'connected' || !snapshot) return undefined;
    const { path, query } = policy
      ? policyAddressOf(connection.definition, policy)
      : addressOf(connection.definition, documentName(profile, snapshot));
    return vscode.window.visibleTextEditors.find(
      ({ document: { uri } }) => uri.scheme === SCHEME && uri.path === path && uri.query === query,
    );
  }
}

function inWords({ title }: Offer, { view }: Explained): string {
  return l10n.t('{0}: {1} on {2}', title, view.title, view.on);
}
