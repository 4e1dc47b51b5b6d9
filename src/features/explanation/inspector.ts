import { knownPorts } from '../../cluster/model/listening-ports';
import type { Snapshot } from '../../cluster/model/snapshot';
import { sameJson } from '../../policy/calico1/equality';
import type { ConnectionRequest } from './connection';
import type { Explained } from './explain';
import type { Explainer } from './explaining';
import type { ExplanationView, PlaceView } from './protocol';

/** What a page asks of the explanation that it shows. */
export type Wish =
  | { readonly type: 'reveal'; readonly place: PlaceView }
  | { readonly type: 'try'; readonly change: string | null }
  | { readonly type: 'apply'; readonly change: string };

/** What an explanation depends on. */
interface Basis {
  readonly explaining: Explainer;
  readonly request: ConnectionRequest;
  readonly snapshot: Snapshot;
}

/** What is being explained, and to whom. */
interface Inspection {
  readonly connection: () => ConnectionRequest | undefined;
  readonly send: (view: ExplanationView | null) => void;
}

/** Keeps the explanation of one connection up to date for a page, and does what its links and buttons say. */
export class Inspector {
  #subject: Inspection | undefined;
  #basis: Basis | undefined;
  #explained: Explained | undefined;
  #sent: string | undefined;

  /** Whoever shows what is being tried out. */
  #trying: Explainer | undefined;

  /** @param host says who explains: the cluster of a page may become the connected one, or cease to be. */
  constructor(private readonly host: { readonly explaining: Explainer }) {}

  /**
   * Explains a connection from now on.
   * @param connection what it is at the moment; undefined while nobody knows.
   * @param send is called with each explanation that differs from the one before; with null while there is none.
   */
  follow(connection: Inspection['connection'], send: Inspection['send']): void {
    this.end();
    this.#subject = { connection, send };
    this.update();
  }

  /** Sends the explanation again if it has become another one. */
  update(): void {
    if (!this.#subject) return;
    const { explaining } = this.host;
    const { snapshot } = explaining;
    const request = this.#subject.connection();
    this.#explain(request && snapshot && { explaining, request, snapshot });
    const view = this.#explained?.view ?? null;
    // Why there is none is another one without a cluster.
    const text = JSON.stringify([view, snapshot === undefined, request === undefined]);
    if (text === this.#sent) return;
    this.#sent = text;
    // What was being looked at is replaced, and cannot say any more that nobody looks.
    this.#stopTrying();
    this.#subject.send(view);
  }

  receive(wish: Wish): void {
    const { explaining } = this.host;
    switch (wish.type) {
      case 'reveal':
        explaining.reveal(wish.place);
        break;
      case 'try':
        this.#trying = explaining;
        explaining.tryOut(this, this.#explained, wish.change);
        break;
      case 'apply':
        explaining.apply(this, this.#explained, wish.change);
    }
  }

  /** Where a rules document is in sight, its cursor goes to the rule that decided. */
  pointAtRule(): void {
    if (this.#explained) this.host.explaining.pointAt(this.#explained.view);
  }

  /** Nothing is explained any more. */
  end(): void {
    this.#stopTrying();
    this.#subject = undefined;
    this.#basis = undefined;
    this.#explained = undefined;
    this.#sent = undefined;
  }

  /** Measurements come every second, and tell nothing new to policy. */
  #explain(basis: Basis | undefined): void {
    if (basis && this.#basis && sameBasis(basis, this.#basis)) return;
    this.#basis = basis;
    this.#explained = basis?.explaining.explain(basis.request, basis.snapshot);
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
