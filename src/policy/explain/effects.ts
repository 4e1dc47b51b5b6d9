import { compare } from '../change/compare';
import type { Reachability } from '../reach/result';
import { reachability } from '../reach';
import type { Flow, Party } from '../model/flow';
import { verdict } from '../verdict';
import type { CompiledPolicy } from '../verdict/policy';
import { endsOf } from '../verdict/ends';
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
    readonly policy: CompiledPolicy,
    readonly options: EffectOptions,
  ) {
    this.#before = options.reachability;
  }

  /** Returns the fix; undefined if the edits together do not allow the flow. */
  ofAllowing(edits: readonly RuleEdit[]): Fix | undefined {
    return this.#of(edits, 'allow');
  }

  /** Returns the fix; undefined if the edits together do not block the flow. */
  ofBlocking(edits: readonly RuleEdit[]): Fix | undefined {
    return this.#of(edits, 'deny');
  }

  #of(edits: readonly RuleEdit[], wanted: 'allow' | 'deny'): Fix | undefined {
    const edited = withEdits(this.policy, edits);
    if (!edited || verdict(this.flow, edited).verdict !== wanted) return undefined;
    const { destinationPort: port = 0 } = this.flow;
    const before = this.#ask(this.policy, port, this.#before);
    this.#before = before;
    const { opened, closed } = compare(before, this.#ask(edited, port, before));
    return { edits, opens: opened, closes: closed };
  }

  #ask(policy: CompiledPolicy, port: number, previous: Reachability | undefined): Reachability {
    const { source, destination, protocol, sourcePort, icmpType, icmpCode } = this.flow;
    const { version } = endsOf(this.flow, policy);
    const outside = [...new Set([...[source, destination].flatMap(addressOf), ...(this.options.outside ?? [])])];
    const asked = {
      protocol,
      ...(sourcePort !== undefined && { sourcePort }),
      ...(icmpType !== undefined && { icmpType }),
      ...(icmpCode !== undefined && { icmpCode }),
    };
    return reachability(policy, [port], { ...asked, ipVersion: version, outside, previous });
  }
}

function addressOf(party: Party): string[] {
  return 'address' in party ? [party.address] : [];
}
