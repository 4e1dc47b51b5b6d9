import * as l10n from '@vscode/l10n';
import { joined } from '../../base/text/list';
import * as vscode from 'vscode';
import type { Snapshot } from '../../cluster/model/snapshot';
import { actOn, connected, type CommandContext } from '../../app/commands';
import { lineIn, type DocumentPlace } from '../../app/rules-uri/rule-lines';
import { linesOf, uriOf } from '../../app/rules-uri/shown-lines';
import { Command } from '../../app/ids';
import { draftOf } from '../../app/preview/draft';
import type { RulePlace } from '../../app/preview/rule-focus';
import { resourcePlaceIn } from '../../app/resource-place';
import { applyChange } from './apply';
import { ownerName } from './changes';
import type { ConnectionRequest } from './connection';
import { DocumentFixes } from './document-fixes';
import { explainConnection, type Explained, type Offer } from './explain';
import type { ExplanationView, PlaceView, RulePlaceView } from './protocol';

/** Explains connections and handles the buttons and links of explanations. */
export type Explainer = Pick<
  Explaining,
  'snapshot' | 'explain' | 'view' | 'offer' | 'reveal' | 'pointAt' | 'tryOut' | 'stopTrying' | 'apply' | 'createPolicy'
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

  /** Returns an explanation with the lines of rules in their documents as they are edited. */
  view(explained: Explained, snapshot: Snapshot): ExplanationView {
    const { connection } = this.context.session;
    if (connection.state !== 'connected') return explained.view;
    const lineOf = linesOf(connection.definition, snapshot);
    return explained.withLines((place) => {
      const known = documentPlaceOf(place);
      return known && lineOf(known);
    });
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
    const { connection, snapshot } = this.context.session;
    if (!place || 'resource' in place || connection.state !== 'connected' || !snapshot) return;
    const uri = uriOf(rulePlace(place), connection.definition, snapshot).toString();
    const editor = vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
    const line = editor && lineIn(editor.document.getText(), rulePlace(place), snapshot);
    if (!editor || line === undefined) return;
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
}

/** Returns a place of an explanation as documents know it; undefined for objects that have none. */
function documentPlaceOf(place: PlaceView): DocumentPlace | undefined {
  return 'resource' in place ? resourcePlaceIn(place) : rulePlace(place);
}

function rulePlace({ policy, ...place }: RulePlaceView): RulePlace {
  return { ...place, ...(policy && { policy }) };
}

function inWords({ title }: Offer, { view }: Explained): string {
  return l10n.t('{0}: {1} on {2}', title, view.title, view.on);
}
