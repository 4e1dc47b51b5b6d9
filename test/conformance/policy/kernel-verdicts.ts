import { judge, type Verdict } from '../../../src/policy/verdict';
import { parseAddress } from '../../../src/policy/model/address';
import type { ModelPart } from '../../../src/policy/model/compose';
import type { Translation } from '../../../src/policy/model/endpoint';
import type { Flow, Party } from '../../../src/policy/model/flow';
import { protocolNumber } from '../../../src/policy/model/protocol';
import type { Outcome } from '../cases';
import { compiled, partyIn, takenBy, type Refused } from './cluster';

/** A line of kernel-verdicts: results of packets through a real Felix. */
export interface KernelCase {
  readonly id: string;
  readonly objects: readonly unknown[];
  readonly rejected?: readonly Refused[];
  /** The spec of the FelixConfiguration. */
  readonly config: Readonly<Record<string, unknown>>;
  /** Commands that translate addresses. */
  readonly setup?: readonly string[];
  readonly flows: readonly RecordedFlow[];
}

interface RecordedFlow {
  readonly from: string;
  readonly to: string;
  readonly protocol: string;
  readonly port?: number;
  readonly icmpType?: number;
  readonly icmpCode?: number;
  readonly ipVersion?: 4 | 6;
  readonly srcip?: string;
  readonly sport?: number;
  readonly allowed: boolean;
}

/** The host of the recording. The machine that it considered another node enforces nothing. */
const NODE = 'node1';
const NODE_ADDRESSES = ['10.200.0.1', 'fd00:200::1'];

/** Evaluates each packet. Skips those without a verdict, with the reason. */
export function replayKernel(test: KernelCase): Outcome[] {
  const { taken, misjudged } = takenBy(test.objects, 'api-server', test.rejected);
  const objects = [
    ...taken,
    {
      apiVersion: 'projectcalico.org/v3',
      kind: 'FelixConfiguration',
      metadata: { name: 'default' },
      spec: test.config,
    },
  ];
  const model = compiled(objects, { slices: true, besides: surroundings(test.setup ?? []) });
  const flows = test.flows.map((flow, index) => {
    const { enforced } = judge(flowOf(flow, test.objects), model);
    return outcome(`${test.id}#${index}`, flow, enforced);
  });
  const objections = misjudged.map((object) => ({
    id: `${test.id} ${object}`,
    failure: 'refused by one, and taken by the other',
  }));
  return [...objections, ...flows];
}

function outcome(id: string, flow: RecordedFlow, { outcome: given, because }: Verdict): Outcome {
  if (given === 'not-judged' || given === 'undefined') return { id, skipped: because ?? given };
  return (given === 'allowed') === flow.allowed
    ? { id }
    : { id, failure: `${given} ${because ?? ''}: ${JSON.stringify(flow)}` };
}

function surroundings(setup: readonly string[]): ModelPart {
  return {
    hosts: [{ name: NODE, addresses: NODE_ADDRESSES.map(parseAddress).filter((address) => address !== undefined) }],
    translations: setup.flatMap(translationOf),
  };
}

const DNAT = /-A PREROUTING -d (\S+) -p (\w+) --dport (\d+) -j DNAT --to-destination ([\d.]+):(\d+)/;

function translationOf(command: string): readonly Translation[] {
  const [, from = '', protocol = '', port, to = '', toPort] = DNAT.exec(command) ?? [];
  const address = parseAddress(from);
  const number = protocolNumber(protocol);
  const target = parseAddress(to);
  if (!address || number === undefined || !target) return [];
  return [
    { address, port: { protocol: number, port: Number(port) }, targets: [{ address: target, port: Number(toPort) }] },
  ];
}

function flowOf(flow: RecordedFlow, objects: readonly unknown[]): Flow {
  const { ipVersion, srcip, port, sport, icmpType, icmpCode } = flow;
  const party = (name: string): Party => (name === 'host' ? { host: NODE } : partyIn(objects, name));
  return {
    source: party(flow.from),
    destination: party(flow.to),
    protocol: flow.protocol,
    ...(port !== undefined && { destinationPort: port }),
    ...(sport !== undefined && { sourcePort: sport }),
    ...(icmpType !== undefined && { icmpType }),
    ...(icmpCode !== undefined && { icmpCode }),
    ...(ipVersion && { ipVersion }),
    ...(srcip !== undefined && { sourceAddress: srcip }),
  };
}
