import { knownPorts } from '../../cluster/model/known-ports';
import type { Snapshot } from '../../cluster/model/snapshot';
import { followLines } from '../../app/rules-uri/shown-lines';
import type { Disposable } from '../../base/emitter';
import { sameJson } from '../../base/json';
import type { ConnectionRequest } from './connection';
import type { Explained } from './explain';
import type { Explainer } from './explaining';
import type { ExplanationView, PlaceView } from './protocol';

/** Requests of a page about its explanation. */
export type InspectorMessage =
  | { readonly type: 'reveal'; readonly place: PlaceView }
  | { readonly type: 'try'; readonly change: string | null }
  | { readonly type: 'apply'; readonly change: string }
  | { readonly type: 'createPolicy' };

/** The input of an explanation. */
interface Basis {
  readonly explaining: Explainer;
  readonly request: ConnectionRequest;
  readonly snapshot: Snapshot;
}

/** The connection being explained, and the receiver of the explanation. */
interface Inspection {
  readonly connection: () => ConnectionRequest | undefined;
  readonly send: (view: ExplanationView | null) => void;
}

/** Keeps the explanation of one connection up to date for a page, and handles its links and buttons. */
export class Inspector {
  #subject: Inspection | undefined;
  #basis: Basis | undefined;
  #explained: Explained | undefined;
  #sent: string | undefined;
  /** The explanation with its lines, until they may have moved. */
  #view: ExplanationView | undefined;
  #following: Disposable | undefined;

  /** The explainer whose offer is being previewed. */
  #trying: Explainer | undefined;
  /** The explainer whose offers are quick fixes. */
  #offering: Explainer | undefined;

  /**
   * @param explainer Returns the explainer, which changes when the page's cluster becomes the connected one or stops
   * being it.
   */
  constructor(private readonly explainer: () => Explainer) {}

  /**
   * Starts explaining a connection.
   * @param connection Returns the current connection, or undefined while it is unknown.
   * @param send Called with each new explanation, and with null while there is none.
   */
  follow(connection: Inspection['connection'], send: Inspection['send']): void {
    this.end();
    this.#subject = { connection, send };
    this.update();
  }

  /** Sends the explanation if it changed. */
  update(): void {
    if (!this.#subject) return;
    const explaining = this.explainer();
    const { snapshot } = explaining;
    const request = this.#subject.connection();
    this.#explain(request && snapshot && { explaining, request, snapshot });
    const view = this.#lined(explaining) ?? null;
    // The reason for a missing explanation differs without a cluster.
    const text = JSON.stringify([view, snapshot === undefined, request === undefined]);
    if (text === this.#sent) return;
    this.#sent = text;
    // The replaced page can't report the end of its preview anymore.
    this.#stopTrying();
    this.#subject.send(view);
  }

  /** Returns the explanation with the lines of its rules, and follows them. */
  #lined(explaining: Explainer): ExplanationView | undefined {
    const { snapshot } = explaining;
    if (!this.#explained || !snapshot) return undefined;
    this.#following ??= followLines(() => {
      this.#view = undefined;
      this.update();
    });
    return (this.#view ??= explaining.view(this.#explained, snapshot));
  }

  receive(message: InspectorMessage): void {
    const explaining = this.explainer();
    switch (message.type) {
      case 'reveal':
        explaining.reveal(message.place);
        break;
      case 'try':
        this.#trying = explaining;
        explaining.tryOut(this, this.#explained, message.change);
        break;
      case 'apply':
        explaining.apply(this, this.#explained, message.change);
        break;
      case 'createPolicy':
        explaining.createPolicy();
    }
  }

  /** Moves the cursor of a visible rules document to the deciding rule. */
  pointAtRule(): void {
    if (this.#explained) this.explainer().pointAt(this.#explained.view);
  }

  /** Stops explaining. */
  end(): void {
    this.#stopTrying();
    this.#subject = undefined;
    this.#basis = undefined;
    this.#explained = undefined;
    this.#view = undefined;
    this.#following?.dispose();
    this.#following = undefined;
    this.#offer(undefined);
    this.#sent = undefined;
  }

  /** Measurements arrive every second but don't affect policy. */
  #explain(basis: Basis | undefined): void {
    if (basis && this.#basis && sameBasis(basis, this.#basis)) return;
    this.#basis = basis;
    this.#view = undefined;
    this.#explained = basis?.explaining.explain(basis.request, basis.snapshot);
    this.#offer(basis?.explaining);
  }

  /** Another explainer's offers end. */
  #offer(explaining: Explainer | undefined): void {
    if (this.#offering !== explaining) this.#offering?.offer(this, undefined);
    this.#offering = explaining;
    explaining?.offer(this, this.#explained);
  }

  #stopTrying(): void {
    this.#trying?.stopTrying(this);
    this.#trying = undefined;
  }
}

function sameBasis(a: Basis, b: Basis): boolean {
  if (a.explaining !== b.explaining || !sameJson(a.request, b.request)) return false;
  if (a.snapshot === b.snapshot) return true;
  const parts =
    a.snapshot.policy === b.snapshot.policy &&
    a.snapshot.marathon === b.snapshot.marathon &&
    a.snapshot.networks === b.snapshot.networks;
  const ports = ({ snapshot }: Basis) => knownPorts(snapshot).map(({ port }) => port);
  return parts && sameJson(ports(a), ports(b));
}
