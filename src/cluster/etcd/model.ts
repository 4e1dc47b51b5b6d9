import * as l10n from '@vscode/l10n';
import { decodeProfile, type BrokenProfile, type Profile, type StoredProfile } from '../../policy/calico1/profile';
import { messageOf } from '../connection/errors';
import { felixOf, readKeys, translateWorkload, workloadId, type FelixVersion } from '../../policy/calico1/translate';
import type { Enforcement, IpPool, Network, WorkloadEndpoint } from '../model/snapshot';
import type { DatastoreData } from '../connection/store';
import type { KeyChange, KeyValue } from './stores/kv';
import { decodeEndpoint, decodeNetwork, decodePool, LEAVES, NO_LEAVES, parseKey, profileDirectory } from './layout';
import { ResourceModel } from './resource-model';
import { storedProfileOf } from './stored-profile';

/** The decoded content of the keys. Each part is kept until one of its keys changes. */
interface Meaning {
  readonly profiles?: readonly (Profile | BrokenProfile)[] | undefined;
  readonly endpoints?: readonly WorkloadEndpoint[] | undefined;
  readonly pools?: readonly IpPool[] | undefined;
  readonly networks?: readonly Network[] | undefined;
  /** null if nothing of it is stored. */
  readonly enforcement?: Enforcement | null | undefined;
}

/**
 * All keys of Calico's layout, updated change by change, and their decoded content. Unchanged parts keep their
 * identity, so that views can compare by reference.
 */
export class LayoutModel {
  readonly #stored = new Map<string, StoredProfile>();
  readonly #profiles = new Map<string, Profile | BrokenProfile>();
  readonly #endpoints = new Map<string, WorkloadEndpoint>();
  readonly #pools = new Map<string, IpPool>();
  readonly #networks = new Map<string, Network>();
  readonly #enforcement = new Map<string, string>();
  readonly #judged = new WeakMap<
    WorkloadEndpoint,
    { readonly felix: FelixVersion; readonly endpoint: WorkloadEndpoint }
  >();
  readonly #resources = new ResourceModel();
  #read: Meaning = {};
  #felix: FelixVersion | undefined;
  #ready: string | null | undefined;

  /**
   * @param directories Whether a profile outlives its last leaf because its directory does (etcd v2).
   * @param isReadinessKnown Whether the entries include the key that marks Calico 3 as ready, if it exists.
   */
  constructor(
    entries: Iterable<KeyValue>,
    private readonly directories: boolean,
    private readonly isReadinessKnown = true,
  ) {
    for (const entry of entries) this.#put(entry);
  }

  apply(changes: readonly KeyChange[]): void {
    for (const change of changes) {
      if (change.kind === 'put') this.#put(change.entry);
      else this.#delete(change.key);
    }
  }

  /** The current content: of Calico 3's objects where {@link shows} says so, else of Calico's first data model. */
  get data(): DatastoreData {
    const { networks = byName(this.#networks) } = this.#read;
    this.#read = { ...this.#read, networks };
    if (this.shows !== 'v3') return this.#ofVersion1;
    return { policy: { profiles: NONE, ...this.#resources.data(this.#isVersion3Ready) }, networks };
  }

  /** The data model in force. If none is, the latest that is stored. */
  get shows(): 'v1' | 'v3' {
    if (this.#resources.isEmpty) return 'v1';
    return this.#isVersion3Ready || !this.#holdsVersion1 || this.#isOnHold ? 'v3' : 'v1';
  }

  /** The data model that is stored, too, but not shown. */
  get hides(): 'v1' | 'v3' | undefined {
    if (this.#resources.isEmpty || !this.#holdsVersion1) return undefined;
    return this.shows === 'v3' ? 'v1' : 'v3';
  }

  /** Whether Felix enforces what is shown. */
  get isInForce(): boolean {
    return this.shows === 'v3' ? this.#isVersion3Ready : !this.#isOnHold;
  }

  /** Counts as ready if the user may not read it. */
  get #isVersion3Ready(): boolean {
    return this.#resources.isReady ?? !this.isReadinessKnown;
  }

  get #holdsVersion1(): boolean {
    return (
      this.#stored.size > 0 ||
      this.#endpoints.size > 0 ||
      this.#enforcement.size > 0 ||
      this.#pools.size > 0 ||
      this.#ready !== undefined
    );
  }

  get #ofVersion1(): DatastoreData {
    const {
      profiles = this.#allProfiles(),
      pools = sorted(this.#pools),
      networks = NONE,
      enforcement = this.#readEnforcement(),
    } = this.#read;
    const felix = this.#felixOf(profiles, enforcement);
    const known = felix === this.#felix ? this.#read.endpoints : undefined;
    const endpoints = known ?? this.#allEndpoints(felix);
    this.#felix = felix;
    this.#read = { profiles, endpoints, pools, networks, enforcement };
    return { policy: { profiles, endpoints, pools, ...(enforcement && { enforcement }) }, networks };
  }

  /** Whether Felix waits according to Calico's first data model: the key exists and is not `true`. */
  get #isOnHold(): boolean {
    return this.#ready !== undefined && this.#ready !== 'true';
  }

  #put(entry: KeyValue): void {
    if (this.#resources.put(entry)) return;
    const { key, value } = entry;
    const place = parseKey(key);
    switch (place.kind) {
      case 'profile': {
        const stored = this.#stored.get(place.name) ?? NO_LEAVES;
        this.#setProfile(
          place.name,
          place.leaf === undefined || value === null ? stored : { ...stored, [place.leaf]: value },
        );
        break;
      }
      case 'endpoint':
        this.#set('endpoints', this.#endpoints, key, value === null ? undefined : decodeEndpoint(key, place, value));
        break;
      case 'pool':
        this.#set('pools', this.#pools, key, value === null ? undefined : decodePool(place.version, value));
        break;
      case 'network':
        this.#set('networks', this.#networks, key, value === null ? undefined : decodeNetwork(value));
        break;
      case 'ready':
        this.#ready = value;
        this.#read = { ...this.#read, enforcement: undefined };
        break;
      case 'enforcement':
        this.#set('enforcement', this.#enforcement, key, value ?? undefined);
        break;
      case 'other':
        break;
    }
  }

  #delete(key: string): void {
    if (this.#resources.delete(key)) return;
    const place = parseKey(key);
    if (place.kind === 'profile' && place.leaf !== undefined) {
      const stored = { ...(this.#stored.get(place.name) ?? NO_LEAVES), [place.leaf]: undefined };
      if (this.directories || LEAVES.some((leaf) => stored[leaf] !== undefined)) this.#setProfile(place.name, stored);
      else this.#removeProfile(place.name);
      return;
    }
    if (place.kind === 'ready') {
      this.#ready = undefined;
      this.#read = { ...this.#read, enforcement: undefined };
    }
    if (key.endsWith('/')) this.#deleteBelow(key);
    this.#set('endpoints', this.#endpoints, key, undefined);
    this.#set('pools', this.#pools, key, undefined);
    this.#set('networks', this.#networks, key, undefined);
    this.#set('enforcement', this.#enforcement, key, undefined);
  }

  #deleteBelow(directory: string): void {
    for (const name of [...this.#stored.keys()]) {
      if (profileDirectory(name).startsWith(directory)) this.#removeProfile(name);
    }
    for (const [part, map] of [
      ['endpoints', this.#endpoints],
      ['pools', this.#pools],
      ['networks', this.#networks],
      ['enforcement', this.#enforcement],
    ] as const) {
      for (const key of [...map.keys()])
        if (key.startsWith(directory)) this.#set(part, map as Map<string, never>, key, undefined);
    }
  }

  #setProfile(name: string, stored: StoredProfile): void {
    this.#stored.set(name, stored);
    this.#profiles.delete(name);
    this.#read = { ...this.#read, profiles: undefined };
  }

  #removeProfile(name: string): void {
    this.#stored.delete(name);
    this.#profiles.delete(name);
    this.#read = { ...this.#read, profiles: undefined };
  }

  #set<T>(
    part: 'endpoints' | 'pools' | 'networks' | 'enforcement',
    map: Map<string, T>,
    key: string,
    value: T | undefined,
  ): void {
    if (value !== undefined) map.set(key, value);
    else if (!map.delete(key)) return;
    this.#read = { ...this.#read, [part]: undefined };
  }

  /** Returns the endpoints with their problems, which depend on the version of Felix. */
  #allEndpoints(felix: FelixVersion): readonly WorkloadEndpoint[] {
    return sorted(this.#endpoints).map((endpoint) => {
      const known = this.#judged.get(endpoint);
      if (known?.felix === felix) return known.endpoint;
      const reason = voidReasonOf(endpoint, felix);
      const judged = reason === undefined ? endpoint : { ...endpoint, voidReason: reason };
      this.#judged.set(endpoint, { felix, endpoint: judged });
      return judged;
    });
  }

  /** Configuration and profiles indicate the version of Felix, so what it considers invalid may change with them. */
  #felixOf(profiles: readonly (Profile | BrokenProfile)[], enforcement: Enforcement | null): FelixVersion {
    if (this.#felix && profiles === this.#read.profiles && enforcement === this.#read.enforcement) return this.#felix;
    return felixOf({ config: NO_CONFIG, tiers: [], ...enforcement, profiles: profiles.map(storedProfileOf) });
  }

  #readEnforcement(): Enforcement | null {
    const ready = this.#ready;
    if (this.#enforcement.size === 0 && !this.#isOnHold) return null;
    const { config, tiers, hostEndpoints, hosts } = readKeys(this.#enforcement);
    return { ready: ready ?? undefined, config, tiers, hostEndpoints, hosts };
  }

  #allProfiles(): readonly (Profile | BrokenProfile)[] {
    return [...this.#stored.keys()].sort().map((name) => {
      const known = this.#profiles.get(name);
      if (known) return known;
      const decoded = readProfile(name, this.#stored.get(name) ?? NO_LEAVES);
      this.#profiles.set(name, decoded);
      return decoded;
    });
  }
}

/** A profile that can't be decoded doesn't affect the others. */
function readProfile(name: string, stored: StoredProfile): Profile | BrokenProfile {
  try {
    return decodeProfile(name, stored);
  } catch (error) {
    return { kind: 'broken', name, problems: [l10n.t('It can’t be decoded: {0}.', messageOf(error))], stored };
  }
}

const NONE: readonly never[] = [];

const NO_CONFIG: Enforcement['config'] = new Map();

/** Returns why Felix drops everything at an endpoint's interface, or undefined. */
function voidReasonOf(
  { key = '', text = '', host, orchestrator, workload, id }: WorkloadEndpoint,
  felix: FelixVersion,
): string | undefined {
  const place = { host, orchestrator, workload, endpoint: id };
  const { endpoint } = translateWorkload({ id: workloadId(place), key, ...place, text }, felix);
  return endpoint.state.kind === 'void' ? endpoint.state.reason : undefined;
}

function sorted<T>(map: ReadonlyMap<string, T>): readonly T[] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, value]) => value);
}

function byName(map: ReadonlyMap<string, Network>): readonly Network[] {
  return [...map.values()].sort((a, b) => a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1));
}
