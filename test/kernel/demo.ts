import type { Rule } from '../../src/policy/calico1/rule';
import type { TestPolicy } from './policy';

/** The services of the Stars demo, one machine each. */
export const SERVICES = { 'management-ui': 'm3', client: 'm0', frontend: 'm1', backend: 'm2' } as const;

type Service = keyof typeof SERVICES;

const from = (tag: string, port: number): Rule => ({
  action: 'allow',
  protocol: 'tcp',
  src_tag: tag,
  dst_ports: [port],
});
const own = (tag: string): Rule => ({ action: 'allow', src_tag: tag });

function policyOf(inbound: Readonly<Record<Service, readonly Rule[]>>): TestPolicy {
  const services = Object.entries(SERVICES) as [Service, string][];
  return {
    profiles: Object.fromEntries(
      services.map(([name]) => [
        name,
        { tags: [name], rules: { inbound: inbound[name], outbound: [{ action: 'allow' }] } },
      ]),
    ),
    workloads: services.map(([name, machine]) => ({ name: machine, profiles: [name] })),
  };
}

const ui = [from('management-ui', 9000)];

/** The states of the demo, with the expected connections to port 9000. */
export const DEMO: readonly {
  readonly title: string;
  readonly policy: TestPolicy;
  readonly connects: readonly `${Service | 'outsider'} ${Service}`[];
}[] = [
  {
    title: 'all workloads are isolated',
    policy: policyOf({
      'management-ui': [own('management-ui')],
      client: [own('client')],
      frontend: [own('frontend')],
      backend: [own('backend')],
    }),
    connects: [],
  },
  {
    title: 'the management UI reaches everything',
    policy: policyOf({
      'management-ui': [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }],
      client: [own('client'), ...ui],
      frontend: [own('frontend'), ...ui],
      backend: [own('backend'), ...ui],
    }),
    connects: ['management-ui client', 'management-ui frontend', 'management-ui backend'],
  },
  {
    title: 'the client is allowed on the wrong port',
    policy: policyOf({
      'management-ui': [{ action: 'allow', protocol: 'tcp', dst_ports: [9001] }],
      client: [own('client'), ...ui],
      frontend: [own('frontend'), ...ui, from('client', 9001)],
      backend: [own('backend'), ...ui, from('frontend', 9000)],
    }),
    connects: ['management-ui client', 'management-ui frontend', 'management-ui backend', 'frontend backend'],
  },
  {
    title: 'the client is allowed on the right port',
    policy: policyOf({
      'management-ui': [{ action: 'allow', protocol: 'tcp', dst_ports: [9000, 9001] }],
      client: [own('client'), ...ui],
      frontend: [own('frontend'), ...ui, from('client', 9000)],
      backend: [own('backend'), ...ui, from('frontend', 9000)],
    }),
    connects: [
      'management-ui client',
      'management-ui frontend',
      'management-ui backend',
      'client frontend',
      'frontend backend',
      'client management-ui',
      'frontend management-ui',
      'backend management-ui',
      'outsider management-ui',
    ],
  },
];
