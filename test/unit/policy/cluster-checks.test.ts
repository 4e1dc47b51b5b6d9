import assert from 'node:assert/strict';
import { CompiledModel } from '../../../src/policy/verdict';
import { lintCluster, lintWritten, type ClusterFinding, type ClusterLintCode } from '../../../src/policy/lint/cluster';
import { placeName } from '../../../src/policy/lint/cluster/names';
import { modelOf, readObjects } from '../../conformance/policy/cluster';

const namespace = (name: string, labels = {}) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });

const pod = (
  name: string,
  home: string,
  address: string,
  more: { spec?: object; phase?: string; ports?: object[] } = {},
) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: home, labels: { app: name } },
  spec: { nodeName: 'n1', containers: [{ ports: more.ports ?? [] }], ...more.spec },
  status: { phase: more.phase ?? 'Running', podIP: address },
});

const CLUSTER = [
  namespace('shop', { team: 'red' }),
  namespace('ops'),
  pod('web', 'shop', '10.65.0.1', { ports: [{ name: 'http', containerPort: 8080 }] }),
  pod('db', 'shop', '10.65.0.2'),
  pod('mon', 'ops', '10.65.0.3'),
];

const np = (spec: object, name = 'p') => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop' },
  spec,
});

const calico = (kind: string, spec: object, metadata: object = {}) => ({
  apiVersion: 'projectcalico.org/v3',
  kind,
  metadata: {
    name: 'c',
    ...(kind.endsWith('Global') || kind.startsWith('Global') ? {} : { namespace: 'shop' }),
    ...metadata,
  },
  spec,
});

const gnp = (spec: object, name = 'c') => calico('GlobalNetworkPolicy', spec, { name });

const cnp = (spec: object, name = 'c') => ({
  apiVersion: 'policy.networking.k8s.io/v1alpha2',
  kind: 'ClusterNetworkPolicy',
  metadata: { name },
  spec: { tier: 'Admin', priority: 1, subject: { namespaces: {} }, ...spec },
});

const app = (name: string) => ({ matchLabels: { app: name } });
const dns = { ports: [53].flatMap((port) => ['UDP', 'TCP'].map((protocol) => ({ port, protocol }))) };

function findingsOf(objects: readonly unknown[]): readonly ClusterFinding[] {
  const all = [...CLUSTER, ...objects];
  return lintCluster(new CompiledModel(modelOf(all)), readObjects(all));
}

const placesOf = (findings: readonly ClusterFinding[], code: ClusterLintCode) =>
  findings.filter((finding) => finding.code === code).map(({ origin: { path } }) => placeName(path));

const HOST = {
  apiVersion: 'projectcalico.org/v3',
  kind: 'HostEndpoint',
  metadata: { name: 'h', labels: { at: 'edge' } },
  spec: { node: 'n1', interfaceName: 'eth0', expectedIPs: ['192.0.2.1'] },
};

/** A check, what it finds, and a similar case that is correct. */
const CHECKS: readonly {
  readonly code: ClusterLintCode;
  readonly wrong: readonly unknown[];
  readonly at: string;
  readonly right: readonly unknown[];
}[] = [
  {
    code: 'ignored-direction',
    wrong: [np({ policyTypes: ['Ingress'], egress: [{}] })],
    at: 'spec.egress',
    right: [np({ policyTypes: ['Ingress', 'Egress'], egress: [{}] })],
  },
  {
    code: 'isolates-silently',
    wrong: [np({ podSelector: app('web') })],
    at: 'spec',
    right: [np({ podSelector: {}, policyTypes: ['Ingress'] })],
  },
  {
    code: 'empty-egress',
    wrong: [np({ egress: [] })],
    at: 'spec.egress',
    right: [np({ egress: [], policyTypes: ['Egress'] })],
  },
  {
    code: 'split-rule',
    wrong: [np({ ingress: [{ from: [{ podSelector: {} }] }, { ports: [{ port: 80 }] }] })],
    at: 'spec.ingress[1]',
    right: [np({ ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 1 }] }, { ports: [{ port: 80 }] }] })],
  },
  {
    code: 'redundant-port',
    wrong: [np({ ingress: [{ ports: [{ port: 80 }, { port: 70, endPort: 90 }] }] })],
    at: 'spec.ingress[0].ports[0]',
    right: [np({ ingress: [{ ports: [{ port: 80 }, { port: 80, protocol: 'UDP' }] }] })],
  },
  {
    code: 'no-such-namespace',
    wrong: [np({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { name: 'ops' } } }] }] })],
    at: 'spec.ingress[0].from[0].namespaceSelector',
    right: [
      np({ ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }] }] }),
    ],
  },
  {
    code: 'other-namespace',
    wrong: [np({ ingress: [{ from: [{ podSelector: app('mon') }] }] })],
    at: 'spec.ingress[0].from[0].podSelector',
    right: [np({ ingress: [{ from: [{ podSelector: app('db') }] }] })],
  },
  {
    code: 'takes-all',
    wrong: [np({ ingress: [{ from: [{ podSelector: app('db') }, { namespaceSelector: {} }] }] })],
    at: 'spec.ingress[0].from[1]',
    right: [np({ ingress: [{ from: [{ namespaceSelector: {} }, { ipBlock: { cidr: '198.51.100.0/24' } }] }] })],
  },
  {
    code: 'host-network-peer',
    wrong: [
      pod('agent', 'shop', '10.0.0.1', { spec: { hostNetwork: true } }),
      np({ ingress: [{ from: [{ podSelector: app('agent') }] }] }),
    ],
    at: 'spec.ingress[0].from[0].podSelector',
    right: [
      pod('agent', 'shop', '10.0.0.1', { spec: { hostNetwork: true } }),
      np({ ingress: [{ from: [{ podSelector: {} }] }] }),
    ],
  },
  {
    code: 'network-with-pods',
    wrong: [np({ egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] })],
    at: 'spec.egress[0].to[0].ipBlock',
    right: [np({ egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }] })],
  },
  {
    code: 'except-without-effect',
    wrong: [
      np({
        egress: [
          { to: [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.8/29'] } }] },
          { to: [{ ipBlock: { cidr: '198.51.0.0/16' } }] },
        ],
      }),
    ],
    at: 'spec.egress[0].to[0].ipBlock.except[0]',
    right: [
      np({
        egress: [
          { to: [{ ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.8/29'] } }] },
          { to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] },
        ],
      }),
    ],
  },
  {
    code: 'service-port',
    wrong: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's', namespace: 'shop' },
        spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
      np({ podSelector: app('web'), ingress: [{ ports: [{ port: 80 }] }] }),
    ],
    at: 'spec.ingress[0].ports[0]',
    right: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 's', namespace: 'shop' },
        spec: { selector: { app: 'web' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
      np({ podSelector: app('web'), ingress: [{ ports: [{ port: 8080 }] }] }),
    ],
  },
  {
    code: 'unknown-port-name',
    wrong: [np({ podSelector: app('web'), ingress: [{ ports: [{ port: 'https' }] }] })],
    at: 'spec.ingress[0]',
    right: [np({ podSelector: app('web'), ingress: [{ ports: [{ port: 'http' }] }] })],
  },
  {
    code: 'port-protocol',
    wrong: [np({ podSelector: app('web'), ingress: [{ ports: [{ port: 8080, protocol: 'UDP' }] }] })],
    at: 'spec.ingress[0].ports[0]',
    right: [np({ podSelector: app('web'), ingress: [{ ports: [{ port: 8080, protocol: 'UDP' }, { port: 8080 }] }] })],
  },
  {
    code: 'pod-address',
    wrong: [np({ ingress: [{ from: [{ ipBlock: { cidr: '10.65.0.2/32' } }] }] })],
    at: 'spec.ingress[0].from[0].ipBlock',
    right: [np({ ingress: [{ from: [{ ipBlock: { cidr: '198.51.100.2/32' } }] }] })],
  },
  {
    code: 'http-not-enforced',
    wrong: [gnp({ selector: 'all()', ingress: [{ action: 'Allow', http: { methods: ['GET'] } }] })],
    at: 'spec.ingress[0].http',
    right: [gnp({ selector: 'all()', ingress: [{ action: 'Allow', protocol: 'TCP' }] })],
  },
  {
    code: 'service-without-namespace',
    wrong: [calico('NetworkPolicy', { egress: [{ action: 'Allow', destination: { services: { name: 's' } } }] })],
    at: 'spec.egress[0].destination.services',
    right: [
      calico('NetworkPolicy', {
        egress: [{ action: 'Allow', destination: { services: { name: 's', namespace: 'shop' } } }],
      }),
    ],
  },
  {
    code: 'one-ip-version',
    wrong: [gnp({ selector: 'all()', ingress: [{ action: 'Allow', source: { notNets: ['2001:db8::/32'] } }] })],
    at: 'spec.ingress[0].source.notNets',
    right: [
      gnp({ selector: 'all()', ingress: [{ action: 'Allow', ipVersion: 6, source: { notNets: ['2001:db8::/32'] } }] }),
    ],
  },
  {
    code: 'pass-to-profiles',
    wrong: [gnp({ selector: 'all()', ingress: [{ action: 'Pass' }] })],
    at: 'spec.ingress[0].action',
    right: [
      gnp({ selector: 'all()', ingress: [{ action: 'Pass' }] }),
      cnp({ tier: 'Baseline', ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] }, 'base'),
    ],
  },
  {
    code: 'missing-tier',
    wrong: [gnp({ selector: 'all()', tier: 'nowhere', ingress: [{ action: 'Allow' }] })],
    at: 'spec.tier',
    right: [gnp({ selector: 'all()', tier: 'kube-admin', ingress: [{ action: 'Allow' }] })],
  },
  {
    code: 'closed-host',
    wrong: [HOST],
    at: 'spec.profiles',
    right: [HOST, gnp({ selector: 'at == "edge"', applyOnForward: true, ingress: [{ action: 'Allow' }] })],
  },
  {
    code: 'untracked-ignored',
    wrong: [
      { ...HOST, spec: { ...HOST.spec, interfaceName: '*' } },
      gnp({ selector: 'at == "edge"', applyOnForward: true, doNotTrack: true, ingress: [{ action: 'Allow' }] }),
    ],
    at: 'spec.doNotTrack',
    right: [
      HOST,
      gnp({ selector: 'at == "edge"', applyOnForward: true, doNotTrack: true, ingress: [{ action: 'Allow' }] }),
    ],
  },
  {
    code: 'no-dns',
    wrong: [
      np({
        podSelector: app('web'),
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: app('db') }], ports: [{ port: 5432 }] }],
      }),
    ],
    at: 'spec',
    right: [
      np({
        podSelector: app('web'),
        policyTypes: ['Egress'],
        egress: [{ to: [{ podSelector: app('db') }], ports: [{ port: 5432 }] }, dns],
      }),
    ],
  },
  {
    code: 'reused-address',
    wrong: [pod('old', 'shop', '10.65.0.1', { phase: 'Succeeded' })],
    at: '',
    right: [pod('old', 'shop', '10.65.0.9', { phase: 'Succeeded' })],
  },
  {
    code: 'selects-hosts',
    wrong: [gnp({ types: ['Ingress'], ingress: [{ action: 'Allow' }] })],
    at: '',
    right: [gnp({ selector: 'all()', types: ['Ingress'], ingress: [{ action: 'Allow' }] })],
  },
  {
    code: 'log-only',
    wrong: [gnp({ selector: 'app == "web"', ingress: [{ action: 'Log' }] })],
    at: 'spec.ingress',
    right: [gnp({ selector: 'app == "web"', ingress: [{ action: 'Log' }, { action: 'Pass' }] })],
  },
  {
    code: 'deny-only',
    wrong: [gnp({ selector: 'app == "web"', ingress: [{ action: 'Deny', source: { selector: 'app == "db"' } }] })],
    at: 'spec.ingress',
    right: [
      gnp({ selector: 'app == "web"', ingress: [{ action: 'Deny', source: { selector: 'app == "db"' } }] }),
      gnp({ selector: 'all()', order: 9, ingress: [{ action: 'Allow' }] }, 'open'),
    ],
  },
  {
    code: 'matches-strangers',
    wrong: [gnp({ selector: 'all()', ingress: [{ action: 'Allow', source: { notSelector: 'app == "db"' } }] })],
    at: 'spec.ingress[0].source.notSelector',
    right: [gnp({ selector: 'all()', ingress: [{ action: 'Deny', source: { notSelector: 'app == "db"' } }] })],
  },
  {
    code: 'impossible-side',
    wrong: [gnp({ selector: 'app == "web"', ingress: [{ action: 'Deny', destination: { selector: 'app == "db"' } }] })],
    at: 'spec.ingress[0].destination.selector',
    right: [gnp({ selector: 'all()', ingress: [{ action: 'Deny', destination: { selector: 'app == "db"' } }] })],
  },
  {
    code: 'contradiction',
    wrong: [
      calico('NetworkPolicy', {
        ingress: [{ action: 'Allow', source: { selector: 'projectcalico.org/namespace == "ops"' } }],
      }),
    ],
    at: 'spec.ingress[0].source.selector',
    right: [
      calico('NetworkPolicy', {
        ingress: [{ action: 'Allow', source: { selector: 'projectcalico.org/namespace == "shop"' } }],
      }),
    ],
  },
  {
    code: 'global-missing',
    wrong: [
      calico('GlobalNetworkSet', { nets: ['198.51.100.0/24'] }, { name: 's', labels: { role: 'ext' } }),
      calico('NetworkPolicy', { egress: [{ action: 'Allow', destination: { selector: 'role == "ext"' } }] }),
    ],
    at: 'spec.egress[0].destination.selector',
    right: [
      calico('GlobalNetworkSet', { nets: ['198.51.100.0/24'] }, { name: 's', labels: { role: 'ext' } }),
      calico('NetworkPolicy', {
        egress: [{ action: 'Allow', destination: { selector: 'role == "ext"', namespaceSelector: 'global()' } }],
      }),
    ],
  },
  {
    code: 'hides-kubernetes',
    wrong: [np({ podSelector: {} }), gnp({ selector: 'all()', order: 9, ingress: [{ action: 'Allow' }] })],
    at: 'spec.ingress[0]',
    right: [np({ podSelector: {} }), gnp({ selector: 'all()', order: 9, ingress: [{ action: 'Pass' }] })],
  },
  {
    code: 'undoes-isolation',
    wrong: [np({ podSelector: {} }), gnp({ selector: 'all()', ingress: [{ action: 'Allow' }] })],
    at: 'spec.ingress[0]',
    right: [np({ podSelector: {} }), gnp({ selector: 'all()', egress: [{ action: 'Allow' }] })],
  },
  {
    code: 'unordered-tier',
    wrong: [calico('Tier', { defaultAction: 'Pass' }, { name: 't', namespace: undefined })],
    at: 'spec.order',
    right: [calico('Tier', { order: 5, defaultAction: 'Pass' }, { name: 't', namespace: undefined })],
  },
  {
    code: 'staged-replacement',
    wrong: [
      calico('NetworkPolicy', { ingress: [{ action: 'Allow' }] }),
      calico('StagedNetworkPolicy', { ingress: [] }),
    ],
    at: '',
    right: [
      calico('NetworkPolicy', { ingress: [{ action: 'Allow' }] }),
      calico('StagedNetworkPolicy', { ingress: [] }, { name: 'other' }),
    ],
  },
  {
    code: 'staged-without-effect',
    wrong: [calico('StagedNetworkPolicy', { stagedAction: 'Delete' })],
    at: '',
    right: [calico('NetworkPolicy', {}), calico('StagedNetworkPolicy', { stagedAction: 'Delete' })],
  },
  {
    code: 'pass-to-baseline',
    wrong: [
      cnp({ ingress: [{ action: 'Pass', from: [{ namespaces: {} }] }] }),
      cnp({ tier: 'Baseline', ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] }, 'base'),
    ],
    at: 'spec.ingress[0]',
    right: [cnp({ ingress: [{ action: 'Pass', from: [{ namespaces: {} }] }] })],
  },
  {
    code: 'one-sided-accept',
    wrong: [
      cnp({
        subject: { namespaces: { matchLabels: { team: 'red' } } },
        ingress: [
          { action: 'Accept', from: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }] },
        ],
      }),
      { ...np({ podSelector: {}, policyTypes: ['Egress'] }), metadata: { name: 'closed', namespace: 'ops' } },
    ],
    at: 'spec.ingress[0]',
    right: [
      cnp({
        subject: { namespaces: { matchLabels: { team: 'red' } } },
        ingress: [
          { action: 'Accept', from: [{ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } }] },
        ],
      }),
    ],
  },
];

describe('cluster lint', () => {
  for (const { code, wrong, at, right } of CHECKS) {
    it(`reports ${code} if it applies, but not in a similar correct case`, () => {
      assert.deepEqual(placesOf(findingsOf(wrong), code), [at]);
      assert.deepEqual(placesOf(findingsOf(right), code), []);
    });
  }

  it('reports nothing for a policy without mistakes', () => {
    const policies = [
      pod('cache', 'shop', '10.65.0.4'),
      np({ podSelector: {}, policyTypes: ['Ingress'] }, 'default-deny'),
      np({ podSelector: app('web'), ingress: [{ ports: [{ port: 'http' }] }] }, 'web'),
      np({ podSelector: app('db'), ingress: [{ from: [{ podSelector: app('web') }], ports: [{ port: 5432 }] }] }, 'db'),
    ];
    assert.deepEqual(findingsOf(policies), []);
  });

  it('suggests a fix if it is certain', () => {
    const [finding] = findingsOf([np({ ingress: [{ from: [{ podSelector: app('mon') }] }] })]).filter(
      ({ code }) => code === 'other-namespace',
    );
    assert.deepEqual(finding?.fix?.path, ['spec', 'ingress', 0, 'from', 0, 'namespaceSelector']);
    assert.deepEqual(finding.fix.value, { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } });
  });
});

describe('lint of written objects', () => {
  const places = (values: readonly unknown[], code: ClusterLintCode) =>
    placesOf(lintWritten(values, 'api-server'), code);

  it('reports duplicate names', () => {
    assert.deepEqual(places([np({}), np({ egress: [] })], 'duplicate-object'), ['']);
    assert.deepEqual(places([np({}), np({}, 'q'), calico('NetworkPolicy', {}, { name: 'p' })], 'duplicate-object'), []);
  });

  it('reports an outdated API version, and validates by that version', () => {
    const old = { ...np({ ingress: [{ ports: [{ port: 80, protocol: 'tcp' }] }] }), apiVersion: 'extensions/v1beta1' };
    assert.deepEqual(places([old], 'api-version'), ['apiVersion']);
    assert.deepEqual(places([old], 'refused'), ['spec.ingress[0].ports[0].protocol']);
    assert.deepEqual(places([np({})], 'api-version'), []);
  });

  it('reports a null that looks like everything', () => {
    const peer = { podSelector: {}, namespaceSelector: null };
    assert.deepEqual(places([np({ egress: [{ to: [peer] }] })], 'null-selector'), [
      'spec.egress[0].to[0].namespaceSelector',
    ]);
  });

  it('never throws for any values', () => {
    assert.deepEqual(
      lintWritten([undefined, null, 7, [], {}, { kind: 5 }, { spec: { ingress: [null] } }], 'native-crd'),
      [],
    );
  });
});

describe('lint of redundant policy', () => {
  const db = { selector: "app == 'db'" };
  const mon = { selector: "app == 'mon'" };
  const redundant = (ingress: readonly object[]) =>
    findingsOf([gnp({ types: ['Ingress'], selector: "app == 'web'", ingress })])
      .filter(({ code }) => code === 'redundant-rule' || code === 'redundant-policy')
      .map(
        ({ origin, message }) => `${placeName(origin.path)} ${message.includes('never decides') ? 'shadowed' : 'idle'}`,
      );

  it('distinguishes a rule that never decides from a rule without effect', () => {
    const allow = (source: object) => ({ action: 'Allow', source });
    assert.deepEqual(redundant([allow(db), { ...allow(db), protocol: 'TCP' }]), ['spec.ingress[1] shadowed']);
    assert.deepEqual(redundant([allow(db), { action: 'Deny', source: mon }]), ['spec.ingress[1] idle']);
  });
  it('keeps rules that log', () =>
    assert.deepEqual(redundant([{ action: 'Log' }, { action: 'Allow', source: db }]), []));
  it('reports nothing if only some requests match, or a service is unknown', () => {
    assert.deepEqual(
      redundant([
        { action: 'Allow', protocol: 'TCP', http: { methods: ['GET'] }, source: db },
        { action: 'Allow', protocol: 'TCP', source: db },
      ]),
      [],
    );
    const egress = [{ action: 'Allow', destination: { services: { name: 'api', namespace: 'shop' } } }];
    const found = findingsOf([gnp({ types: ['Egress'], selector: "app == 'web'", egress })]);
    assert.deepEqual(placesOf(found, 'redundant-rule'), []);
  });
});
