import * as l10n from '@vscode/l10n';
import { parseNetwork } from '../../../model/address';
import { isObject, parsePythonJson, type Json } from '../../felix/json';
import { pythonPrint } from '../python/python';
import { unreadable } from '../refusal';
import type { Keys } from '../state';

/** What `profile show --detailed` prints about a workload endpoint. */
export interface ShownEndpoint {
  readonly host: string;
  readonly orchestrator: string;
  readonly workload: string;
  readonly endpoint: string;
  readonly state: string;
  readonly profiles: Json;
}

const ENDPOINT = /^\/calico\/v1\/host\/([^/]*)\/workload\/([^/]*)\/([^/]*)\/endpoint\/([^/]*)/;

/**
 * Returns all workload endpoints, as pycalico reads them.
 * @throws Refusal for an endpoint that crashes pycalico.
 */
export function readMembers(keys: Keys): ShownEndpoint[] {
  const members: ShownEndpoint[] = [];
  for (const [key, text] of keys) {
    const place = ENDPOINT.exec(key);
    if (!place || text === null || key.split('/').some((part) => part.startsWith('_'))) continue;
    const [, host = '', orchestrator = '', workload = '', endpoint = ''] = place;
    const value = parsePythonJson(text);
    if (
      !isObject(value) ||
      !('mac' in value) ||
      !('state' in value) ||
      !areNetworks(value['ipv4_nets']) ||
      !areNetworks(value['ipv6_nets'])
    ) {
      throw unreadable(l10n.t('The endpoint at {0} can’t be read.', key));
    }
    const { profile_id: old } = value;
    const profiles = old ? [old] : 'profile_ids' in value ? (value['profile_ids'] ?? null) : [];
    members.push({ host, orchestrator, workload, endpoint, state: pythonPrint(value['state'] ?? null), profiles });
  }
  return members;
}

/** Returns the endpoints that have a profile. @throws Refusal if an endpoint's profiles are not a list. */
export function membersOf(members: readonly ShownEndpoint[], profile: string): ShownEndpoint[] {
  return members.filter(({ profiles, endpoint }) => {
    // With a string, Python's `in` matches any substring.
    if (typeof profiles === 'string' || Array.isArray(profiles)) return profiles.includes(profile);
    if (isObject(profiles)) return Object.hasOwn(profiles, profile);
    throw unreadable(l10n.t('The profiles of endpoint {0} are not a list.', endpoint));
  });
}

function areNetworks(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((net) => typeof net === 'string' && parseNetwork(net) !== undefined);
}
