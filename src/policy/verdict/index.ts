import type { Flow } from '../model/flow';
import { formatAddress, parseAddress } from '../model/address';
import type { CompiledModel } from './compile';
import { endsOf, type End } from './flow/ends';
import { headerOf } from './packet';
import type { PolicyStage } from './plan';
import { Route } from './flow/route';
import type { Answer, Verdict } from './trace';

export { countingSelected } from './selected';
export { CompiledModel } from './compile';
export type { PolicyStage } from './plan';
export type * from './trace';

/**
 * Whether policy allows a new connection, and why: as it is in force, as Calico reports it for staged policies, and
 * after committing them. The trace includes every stage, also after one that denies.
 */
export function judge(flow: Flow, model: CompiledModel): Answer {
  if (!model.model.inForce) return once({ outcome: 'not-judged', because: 'not-in-force', stages: [] });
  const ends = endsOf(flow, model);
  if (typeof ends === 'string') return once({ outcome: 'not-judged', because: ends, stages: [] });
  const { version, source, destination } = ends;
  if (isForged(flow, source)) return once({ outcome: 'denied', because: 'forged-source', stages: [] });
  const header = headerOf(flow, version);
  const route = new Route(model, 'enforced', source, destination, header);
  const enforced = route.run();
  if (agree(route, model, 'pending') && agree(route, model, 'committed')) return once(enforced);
  const other = (view: PolicyStage) =>
    agree(route, model, view) ? enforced : new Route(model, view, source, destination, header).run();
  return { enforced, pending: other('pending'), committed: other('committed') };
}

/** Whether a connection gets through. One from an endpoint to itself does; an unevaluated one does not. */
export function passes({ outcome, because }: Verdict): boolean {
  return outcome === 'allowed' || because === 'own-address';
}

/** Whether the same policies decide in another view for all evaluated endpoints. */
function agree({ asked }: Route, model: CompiledModel, view: PolicyStage): boolean {
  for (const endpointClass of asked) if (!model.plansOf(endpointClass).agree('enforced', view)) return false;
  return true;
}

function once(verdict: Verdict): Answer {
  return { enforced: verdict, pending: verdict, committed: verdict };
}

/** A workload's interface drops packets from any other source address (reverse path filter). */
function isForged({ sourceAddress }: Flow, { workload }: End): boolean {
  const address = sourceAddress === undefined ? undefined : parseAddress(sourceAddress);
  if (!workload || !address) return false;
  const key = formatAddress(address);
  return !workload.endpoint.addresses.some((own) => formatAddress(own) === key);
}
