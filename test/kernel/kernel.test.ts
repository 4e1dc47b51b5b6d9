import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CORNERS } from './corners';
import { DEMO, SERVICES } from './demo';
import { allowed } from './engine';
import { anyPolicy, anyTieredPolicy, DESTINATION_PORTS, SOURCE_PORTS } from './generate';
import { Kernel } from './kernel';
import { HOST, OUTSIDER, type TestFlow, type TestPolicy, type Version } from './policy';
import { recordedPolicies } from './recorded';

const SEED = Number(process.env['KERNEL_SEED'] ?? 1);
const POLICIES = 200;
const TIERED = 100;

let kernel: Kernel;

before(async function () {
  this.timeout(30_000);
  kernel = Kernel.create();
  kernel.start();
  console.log(
    `    ${kernel.flavour}, tags by ${kernel.matching === 'sets' ? 'ipset' : 'marks, because the kernel has no ipset'}; seed ${SEED}`,
  );
  // Loading the senders takes longest, and every test needs them.
  await kernel.passing({ profiles: {}, workloads: [] }, 4, [], () => true);
});

after(() => kernel.stop());

/** Every flow between two different machines of a policy, or from or to outside. */
function allFlows({ workloads }: TestPolicy): TestFlow[] {
  const names = [...workloads.map(({ name }) => name), OUTSIDER.name];
  return names.flatMap((from) =>
    names
      .filter((to) => to !== from)
      .flatMap((to): TestFlow[] => [
        { from, to, protocol: 'icmp', sourcePort: 0, destinationPort: 0 },
        ...(['tcp', 'udp'] as const).flatMap((protocol) =>
          SOURCE_PORTS.flatMap((sourcePort) =>
            DESTINATION_PORTS.map((destinationPort) => ({ from, to, protocol, sourcePort, destinationPort })),
          ),
        ),
      ]),
  );
}

/** The flows that pass, given the expected ones. */
async function judged(
  policy: TestPolicy,
  version: Version,
  flows: readonly TestFlow[],
  expected: readonly boolean[],
): Promise<TestFlow[]> {
  const passed = await kernel.passing(policy, version, flows, (so) =>
    so.every((one, index) => one === expected[index]),
  );
  const differing = flows.filter((_, index) => passed[index] !== expected[index]);
  assert.deepEqual(
    differing.slice(0, 3),
    [],
    `the kernel disagrees on ${differing.length} of ${flows.length} flows over IPv${version} of ${JSON.stringify(policy)}`,
  );
  return flows.filter((_, index) => passed[index]);
}

describe('the demo in the kernel and the evaluator:', () => {
  for (const { title, policy, connects } of DEMO) {
    for (const version of [4, 6] as const) {
      it(`${title} over IPv${version}`, async () => {
        const flows = allFlows(policy);
        const passed = await judged(policy, version, flows, allowed(policy, version, flows));
        const named = (machine: string) => Object.entries(SERVICES).find(([, own]) => own === machine)?.[0] ?? machine;
        const inside = passed.filter(
          ({ protocol, to, sourcePort, destinationPort }) =>
            protocol === 'tcp' && destinationPort === 9000 && sourcePort === SOURCE_PORTS[0] && to !== OUTSIDER.name,
        );
        assert.deepEqual(inside.map(({ from, to }) => `${named(from)} ${named(to)}`).sort(), [...connects].sort());
      });
    }
  }
});

describe('kernel and evaluator agree that', () => {
  for (const { title, policy, passes } of CORNERS) {
    it(title, async () => {
      const flows = allFlows(policy).filter(
        ({ from, to, sourcePort }) => from === 'm0' && to === 'm1' && sourcePort !== SOURCE_PORTS[1],
      );
      const passed = await judged(policy, 4, flows, allowed(policy, 4, flows));
      assert.deepEqual(
        passed.map(({ protocol, destinationPort }) =>
          protocol === 'icmp' ? protocol : `${protocol} ${destinationPort}`,
        ),
        passes,
      );
    });
  }
});

describe('this test’s rendering', () => {
  it('passes what Felix’s own rendering was measured to pass', async () => {
    const policies = recordedPolicies();
    let flows = 0;
    for (const { policy, flows: own, passed } of policies) {
      await judged(policy, 4, own, passed);
      flows += own.length;
    }
    console.log(`      ${policies.length} policies, ${flows} flows`);
    assert.ok(policies.length > 150);
  }).timeout(120_000);
});

describe('the evaluator passes the same flows as the kernel', () => {
  for (const version of [4, 6] as const) {
    it(`for ${POLICIES} random policies over IPv${version}`, async () => {
      let [asked, passed] = [0, 0];
      for (const policy of fc.sample(anyPolicy, { numRuns: POLICIES, seed: SEED })) {
        const flows = allFlows(policy);
        asked += flows.length;
        passed += (await judged(policy, version, flows, allowed(policy, version, flows))).length;
      }
      console.log(`      ${asked} flows, of which ${passed} pass`);
      assert.ok(passed > asked / 20);
    }).timeout(150_000);
  }
});

describe('with tiers, selectors and host endpoints, the evaluator passes the same flows as the kernel', () => {
  for (const version of [4, 6] as const) {
    it(`for ${TIERED} random policies over IPv${version}`, async () => {
      let [asked, passed] = [0, 0];
      for (const policy of fc.sample(anyTieredPolicy, { numRuns: TIERED, seed: SEED })) {
        const flows = [...allFlows(policy), ...hostFlows()];
        asked += flows.length;
        passed += (await judged(policy, version, flows, allowed(policy, version, flows))).length;
      }
      console.log(`      ${asked} flows, of which ${passed} pass`);
      assert.ok(passed > asked / 30);
    }).timeout(150_000);
  }
});

describe('a host endpoint in the kernel and the evaluator', () => {
  const none = { profiles: {}, workloads: [] };
  const passing = async (policy: TestPolicy) =>
    (await judged(policy, 4, hostFlows(), allowed(policy, 4, hostFlows()))).map(
      ({ to, protocol, destinationPort }) => `${protocol} ${destinationPort} to ${to}`,
    );

  it('drops everything without policy, except on failsafe ports', async () => {
    assert.deepEqual(await passing({ ...none, hostEndpoint: { profiles: [], labels: {} } }), [
      'tcp 22 to host',
      'tcp 2379 to outsider',
    ]);
  });

  it('is decided by tiers that select it', async () => {
    const rules = { inbound: [{ protocol: 'udp', dst_ports: [80] }], outbound: [{ protocol: 'icmp' }] };
    const tiers = [{ name: 'first', policies: [{ name: 'hosts', selector: 'has(zone)', rules }] }];
    assert.deepEqual(await passing({ ...none, tiers, hostEndpoint: { profiles: [], labels: { zone: 'a' } } }), [
      'tcp 22 to host',
      'udp 80 to host',
      'icmp 0 to outsider',
      'tcp 2379 to outsider',
    ]);
  });

  it('is not policed if it does not exist', async () => {
    assert.equal((await passing(none)).length, hostFlows().length);
  });
});

/** Flows between the host and the outsider, failsafe ports included. */
function hostFlows(): TestFlow[] {
  const ends = [
    { from: OUTSIDER.name, to: HOST.name },
    { from: HOST.name, to: OUTSIDER.name },
  ];
  return ends.flatMap((way): TestFlow[] => [
    { ...way, protocol: 'icmp', sourcePort: 0, destinationPort: 0 },
    ...(['tcp', 'udp'] as const).flatMap((protocol) =>
      [22, 80, 2379, 9000].map((destinationPort) => ({
        ...way,
        protocol,
        sourcePort: SOURCE_PORTS[0],
        destinationPort,
      })),
    ),
  ]);
}
