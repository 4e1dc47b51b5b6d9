import type { Matrix, Measurement, Party } from '../../../src/features/matrix/protocol';

/** A party of a class; with an app size, it is one of several tasks. */
export function party(name: string, number: number, change: Partial<Party> = {}): Party {
  return {
    id: `host/libnetwork/${name}`,
    kind: 'workload',
    name,
    app: `/shop/${name.split(' ')[0] ?? name}`,
    profiles: [`${name.split(' ')[0] ?? name}-net`],
    addresses: [],
    class: number,
    ...change,
  };
}

export const OUTSIDE: Party = {
  id: '203.0.113.1',
  kind: 'outside',
  name: 'Anyone outside',
  profiles: [],
  addresses: [],
  class: 0,
};

/** A matrix in which exactly these classes may connect to others, for example `[[0, 1]]`: class 0 to class 1. */
export function matrixOf(
  parties: readonly Party[],
  allowed: readonly (readonly [from: number, to: number])[],
  measured: readonly Measurement[] = [],
): Matrix {
  const classes = Math.max(0, ...parties.map(({ class: number }) => number)) + 1;
  const sets = Array.from({ length: classes }, (_, to) => {
    const bits = Buffer.alloc(Math.ceil(classes / 32) * 4);
    for (const [from, destination] of allowed)
      if (destination === to) bits[from >> 3] = (bits[from >> 3] ?? 0) | (1 << (from & 7));
    return bits.toString('base64');
  });
  return {
    kind: 'matrix',
    question: { protocol: 'tcp', port: 9000 },
    ports: [
      { port: 9000, users: ['client', 'web'] },
      { port: 9001, users: ['ui'] },
    ],
    parties: [...parties],
    allowed: sets,
    measured: [...measured],
    observedAt: measured.length > 0 ? 1 : null,
  };
}

/** A deterministic matrix of so many workloads in so many classes, with blocks, measurements and anyone outside. */
export function largeMatrix(workloads: number, classes = workloads): Matrix {
  let last = 7;
  const random = () => (last = (last * 1_103_515_245 + 12_345) & 0x7fffffff) / 0x7fffffff;
  const kinds = ['web', 'api', 'cart', 'db', 'cache', 'queue', 'auth', 'mail', 'search', 'billing', 'report', 'edge'];
  const parties = Array.from({ length: workloads }, (_, index): Party => {
    const number = index % classes;
    const kind = kinds[number % kinds.length] ?? '';
    const [app, address] = [`${kind}-${Math.floor(number / kinds.length)}`, `192.168.${index >> 8}.${index & 255}`];
    return party(classes === workloads ? app : `${app} (${address})`, number, {
      id: `host/libnetwork/${index}`,
      app: `/shop/${app}`,
      profiles: [`${kind}-net`],
      addresses: [address],
    });
  });
  const chance = (from: number, to: number) =>
    from % 12 === to % 12 ? 0.85 : (from + 1) % 12 === to % 12 ? 0.6 : 0.04;
  const pairs = Array.from(
    { length: (classes + 1) ** 2 },
    (_, index) => [Math.floor(index / (classes + 1)), index % (classes + 1)] as const,
  );
  const measured = Array.from({ length: workloads * 2 }, (): Measurement => ({
    from: Math.floor(random() * workloads),
    to: Math.floor(random() * workloads),
    state: (['reachable', 'unreachable', 'unknown'] as const)[Math.floor(random() * 3)] ?? 'unknown',
    outdated: false,
  }));
  return matrixOf(
    [...parties, { ...OUTSIDE, class: classes }],
    pairs.filter(([from, to]) => random() < chance(from, to)),
    measured.filter(({ from, to }) => from !== to),
  );
}
