import assert from 'node:assert/strict';
import type { CalicoDatastore, UpdateOutcome } from '../../src/cluster/etcd/datastore';
import type { DatastoreData } from '../../src/cluster/connection/store';
import { addRule } from '../../src/policy/calico1/edit';
import { parseRule } from '../../src/policy/calico1/grammar';

/** Appends a rule that is identified by its port. */
export function appendPort(datastore: CalicoDatastore, profile: string, port: number): Promise<UpdateOutcome> {
  const rule = parseRule(`allow tcp to ports ${port}`).rule ?? assert.fail();
  return datastore.updateProfile(profile, (stored) => {
    const result = addRule(stored, 'inbound', rule);
    return result.kind === 'changed' ? result.profile : undefined;
  });
}

/** Returns the ports of a profile's inbound rules in order. */
export function portsOf({ policy }: DatastoreData, profile: string): readonly number[] {
  const found = policy.profiles.find(({ name }) => name === profile);
  return found?.kind === 'profile' ? found.inbound.flatMap(({ dst_ports = [] }) => dst_ports.map(Number)) : [];
}
