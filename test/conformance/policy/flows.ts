import type { Verdict } from '../../../src/policy/verdict';
import type { Flow } from '../../../src/policy/model/flow';
import type { Outcome } from '../cases';
import { partyIn } from './cluster';

/** A flow in the format of all recordings. */
export interface RecordedFlow {
  /** `namespace/pod`, or an outside address. */
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  /** Why there is no correct answer, if there is none. */
  readonly undefined?: string;
}

/** The source port of all recorded flows. */
const SOURCE_PORT = 40001;

export function flowIn(objects: readonly unknown[], { from, to, protocol, port }: RecordedFlow): Flow {
  return {
    source: partyIn(objects, from),
    destination: partyIn(objects, to),
    protocol,
    sourcePort: SOURCE_PORT,
    ...(port !== undefined && { destinationPort: port }),
  };
}

/** The result of a case: skipped if the engine gives no verdict, or if there is no correct one. */
export function outcomeOf(id: string, flow: RecordedFlow, verdict: Verdict, faults: readonly string[]): Outcome {
  if (flow.undefined !== undefined) return { id, skipped: `no right answer (${flow.undefined})` };
  const { outcome, because } = verdict;
  if (outcome === 'not-judged' || outcome === 'undefined') return { id, skipped: because ?? outcome };
  return faults.length > 0 ? { id, failure: `${faults.join('; ')}: ${JSON.stringify(flow)}` } : { id };
}

/** Collects differences. */
export class Faults {
  readonly found: string[] = [];

  same(what: string, given: unknown, wanted: unknown): void {
    if (given !== wanted) this.found.push(`${what} is ${String(given)}, recorded ${String(wanted)}`);
  }
}
