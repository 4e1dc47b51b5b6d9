import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allowingEdits, blockingEdits } from '../../../src/policy/explain/edits';
import type { Group } from '../../../src/policy/reach';
import { CompiledModel, judge } from '../../../src/policy/verdict';
import { modelOf } from '../../conformance/policy/cluster';
import { plainCluster } from '../../unit/policy/model/plain-cluster';
import { withEdits } from '../../unit/policy/model/with-edits';
import { written } from '../../unit/policy/model/written';

const ASKED = [
  [6, 53],
  [6, 80],
  [6, 8080],
  [17, 53],
  [132, 80],
] as const;

const isIn = (group: Group, name: string) => group.kind === 'workloads' && group.members.some(({ id }) => id === name);

const KINDS = [
  { title: 'allow', find: allowingEdits, outcome: 'allowed' },
  { title: 'block', find: blockingEdits, outcome: 'denied' },
] as const;

for (const { title, find, outcome } of KINDS)
  describe(`edits that would ${title} a flow`, function () {
    // Each of several hundred clusters is evaluated whole.
    this.timeout(120_000);

    it(`${title} it in the objects as written, with the stated effect and no other`, () => {
      let tried = 0;
      fc.assert(
        fc.property(plainCluster, fc.nat(), fc.nat(), fc.constantFrom(...ASKED), (cluster, a, b, [protocol, port]) => {
          const names = cluster.pods.map(({ namespace, name }) => `${namespace}/${name}`);
          const source = names[a % names.length]!;
          const destination = names[b % names.length]!;
          if (source === destination) return;
          const objects = written(cluster);
          const compile = (all: readonly unknown[]) => new CompiledModel(modelOf(all, { slices: true }));
          const before = compile(objects);
          const flow = {
            source: { endpoint: source },
            destination: { endpoint: destination },
            protocol,
            destinationPort: port,
          };
          for (const { edits, changes } of find(flow, before)) {
            tried += 1;
            const after = compile(withEdits(objects, edits));
            assert.equal(judge(flow, after).enforced.outcome, outcome, JSON.stringify(edits));
            for (const from of names) {
              for (const to of names) {
                if (from === to) continue;
                for (const [of, at] of ASKED) {
                  const asked = {
                    source: { endpoint: from },
                    destination: { endpoint: to },
                    protocol: of,
                    destinationPort: at,
                  };
                  const [was, is] = [before, after].map((model) => judge(asked, model).enforced.outcome === 'allowed');
                  const listed = changes.filter((change) => isIn(change.from, from) && isIn(change.to, to));
                  const covers = (list: 'opened' | 'closed') =>
                    listed.some((change) =>
                      change[list].some((range) => range.protocol === of && range.first <= at && at <= range.last),
                    );
                  assert.deepEqual(
                    [covers('opened'), covers('closed')],
                    [!was && is, was && !is],
                    `${from} to ${to} on ${of}/${at}: ${JSON.stringify(edits)}`,
                  );
                }
              }
            }
          }
        }),
        { numRuns: 1_000 },
      );
      assert.ok(tried > 100, String(tried));
    });
  });
