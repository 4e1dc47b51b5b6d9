import { compare } from '../../change/compare';
import type { StoredPolicy } from '../../calico1/stored-policy';
import { judge, passes, type CompiledModel } from '../../verdict';
import { endsOf } from '../../verdict/flow/ends';
import type { Flow, Party } from '../../model/flow';
import { reachability, type Reachability } from '../../reach';
import { withEdits } from './edits';
import type { Fix, RuleEdit } from './reasons';

/** Inputs of effects besides flow and policy. */
export interface EffectOptions {
  /** Addresses of outside machines that an edit may affect too. */
  readonly outside?: readonly string[];
  /** An earlier answer about the same policy, as a starting point. */
  readonly reachability?: Reachability | undefined;
}

/** Computes what edits open and close on a flow's protocol and port. */
export class Effects {
  #before: Reachability | undefined;

  constructor(
    readonly flow: Flow,
    readonly policy: StoredPolicy,
    readonly options: EffectOptions,
  ) {
    this.#before = options.reachability;
  }

  /** Returns the fix; undefined if the edits together do not allow the flow. */
  ofAllowing(edits: readonly RuleEdit[]): Fix | undefined {
    return this.#of(edits, true);
  }

  /** Returns the fix; undefined if the edits together do not block the flow. */
  ofBlocking(edits: readonly RuleEdit[]): Fix | undefined {
    return this.#of(edits, false);
  }

  #of(edits: readonly RuleEdit[], allowed: boolean): Fix | undefined {
    const edited = withEdits(this.policy, edits)?.model;
    if (!edited || passes(judge(this.flow, edited).enforced) !== allowed) return undefined;
    const { destinationPort: port = 0 } = this.flow;
    const before = this.#ask(this.policy.model, port, this.#before);
    this.#before = before;
    const { opened, closed } = compare(before, this.#ask(edited, port, before));
    return { edits, opens: opened, closes: closed };
  }

  #ask(model: CompiledModel, port: number, previous: Reachability | undefined): Reachability {
    const { source, destination, protocol, sourcePort, icmpType, icmpCode } = this.flow;
    const ends = endsOf(this.flow, model);
    const outside = [...new Set([...[source, destination].flatMap(addressOf), ...(this.options.outside ?? [])])];
    const asked = {
      protocol,
      ...(sourcePort !== undefined && { sourcePort }),
      ...(icmpType !== undefined && { icmpType }),
      ...(icmpCode !== undefined && { icmpCode }),
      ...(typeof ends !== 'string' && { ipVersion: ends.version }),
    };
    return reachability(model, [port], { ...asked, outside, previous });
  }
}

function addressOf(party: Party): string[] {
  return 'address' in party ? [party.address] : [];
}
