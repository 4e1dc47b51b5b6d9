import assert from 'node:assert/strict';
import { DrawnPolicy } from './drawn-policy';
import { readCases, shared } from '../../conformance/cases';
import type { ManifestsCase } from '../../conformance/policy/connection-cases';
import {
  addressesWorthAsking,
  Connections,
  Manifests,
  outside,
  portsWorthAsking,
} from '../../conformance/policy/connections';
import { Unreadable } from '../../conformance/policy/cluster';
import { disagreement } from '../../conformance/policy/disagreements';

const FILE = 'conformance/real-manifests.jsonl.gz';

describe('the graph of published applications', function () {
  this.timeout(60_000);
  const file = shared(FILE);
  if (file === undefined) {
    console.log(`Skipping ${FILE}: recorded data is not next to the repository.`);
    return;
  }

  it('draws what may talk, edge by edge', () => {
    let [drawn, compared, inPart] = [0, 0, 0];
    for (const test of readCases<ManifestsCase>(file)) {
      const { id, objects, connections } = test;
      const ports = portsWorthAsking(objects, connections);
      let manifests: Manifests;
      try {
        manifests = new Manifests(objects, ports);
      } catch (error) {
        if (error instanceof Unreadable) continue;
        throw error;
      }
      if (disagreement(objects) !== undefined) continue;
      const recorded = new Connections(connections, ports);
      const picture = new DrawnPolicy(
        manifests.model,
        manifests.workloads.map(({ name, party }) => ({
          name,
          endpoints: ['endpoint' in party ? party.endpoint : assert.fail(name)],
        })),
      );
      drawn += 1;
      const others = addressesWorthAsking(objects, connections).map(outside);
      const { workloads } = manifests;
      const pairs = workloads.flatMap((from) => [
        ...workloads.filter((to) => to !== from).map((to) => [from, to] as const),
        ...others.flatMap((other) => [[from, other] as const, [other, from] as const]),
      ]);
      for (const [from, to] of pairs) {
        const given = picture.answers(from.name, to.name, ports);
        if (given === undefined) inPart += 1;
        else assert.equal(given, recorded.answers(from, to), `${id}: ${from.name} → ${to.name}`);
        compared += 1;
      }
    }
    assert.ok(drawn > 70 && compared > 50_000, `${drawn} applications, ${compared} pairs`);
    assert.ok(inPart < compared / 10, `${inPart} pairs are shown in part`);
  });
});
