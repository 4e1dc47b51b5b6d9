import * as z from 'zod/mini';

const parameter = z.object({ key: z.string(), value: z.string() });
const app = z.looseObject({
  id: z.string(),
  cmd: z.optional(z.string()),
  ipAddress: z.optional(
    z.object({
      discovery: z.object({ ports: z.array(z.object({ number: z.number(), name: z.string(), protocol: z.string() })) }),
    }),
  ),
  container: z.looseObject({
    docker: z.looseObject({ network: z.optional(z.string()), parameters: z.array(parameter) }),
  }),
});
const group = z.looseObject({ id: z.optional(z.string()), apps: z.array(app) });

type Group = z.infer<typeof group>;
type App = z.infer<typeof app>;

/**
 * How Marathon describes containers on their own networks. The generations exclude each other (AppDefinition and
 * AppValidation of each version).
 */
type Generation = 'parameters' | 'user-network' | 'networks';

/**
 * Adapts a group for Marathon 0.14, with networks as Docker parameters, to the server's version. 1.2 and later reject
 * `BRIDGE` with discovery ports, and 1.5 and later use `networks`. Names change, too: from 1.0 every app has
 * DiscoveryInfo, and Mesos-DNS uses its dotted name instead of the dashed one.
 * @param version The server's version, for example `1.4.13`.
 * @returns The definition itself if it has another form or needs no change.
 */
export function adaptGroup(definition: object, version: string): object {
  const parsed = group.safeParse(definition);
  if (!parsed.success) return definition;
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const generation: Generation =
    major === 0 || (major === 1 && minor < 2) ? 'parameters' : major === 1 && minor < 5 ? 'user-network' : 'networks';
  const named = major === 0 ? parsed.data : withDottedNames(parsed.data);
  return generation === 'parameters' ? named : { ...named, apps: named.apps.map((item) => adaptApp(item, generation)) };
}

/**
 * One version per generation, newest first, for servers that don't report theirs. Each rejects the forms of newer ones.
 */
const ONE_OF_EACH = ['1.5.0', '1.4.0', '1.1.0', '0.14.2'];

/** Returns the forms of a group to try: the one for the server's version, or all if that is unknown. */
export function formsFor(definition: object, version: string | undefined): readonly object[] {
  return (version === undefined ? ONE_OF_EACH : [version]).map((each) => adaptGroup(definition, each));
}

function adaptApp({ ipAddress, container, ...rest }: App, generation: 'user-network' | 'networks'): object {
  const { parameters, network, ...docker } = container.docker;
  const name = parameters.find(({ key }) => key === 'net')?.value;
  if (name === undefined) return { ...rest, ...(ipAddress && { ipAddress }), container };
  const others = parameters.filter(({ key }) => key !== 'net');
  const portMappings = (ipAddress?.discovery.ports ?? []).map(({ number, name: portName, protocol }) => ({
    containerPort: number,
    name: portName,
    protocol,
  }));
  if (generation === 'user-network') {
    return {
      ...rest,
      ipAddress: { networkName: name },
      container: { ...container, docker: { ...docker, network: 'USER', parameters: others, portMappings } },
    };
  }
  return {
    ...rest,
    networks: [{ mode: 'container', name }],
    container: { ...container, docker: { ...docker, parameters: others }, portMappings },
  };
}

/** Changes `client-calico-stars.marathon.mesos` to `client.calico-stars.marathon.mesos` for the group's own apps. */
function withDottedNames(value: Group): Group {
  const path = (value.id ?? '')
    .split('/')
    .filter((segment) => segment !== '')
    .reverse();
  const rename = (cmd: string) =>
    value.apps.reduce(
      (text, { id }) =>
        text.replaceAll(`//${[id, ...path].join('-')}.marathon.mesos`, `//${[id, ...path].join('.')}.marathon.mesos`),
      cmd,
    );
  return {
    ...value,
    apps: value.apps.map((item) => ({ ...item, ...(item.cmd !== undefined && { cmd: rename(item.cmd) }) })),
  };
}
