import assert from 'node:assert/strict';
import { resourceObject } from '../../src/cluster/etcd/change';
import type { CalicoDatastore, UpdateOutcome } from '../../src/cluster/etcd/datastore';
import type { DatastoreData } from '../../src/cluster/connection/store';
import { resourceNamed } from '../../src/cluster/model/resources';
import { addRule } from '../../src/policy/calico1/edit';
import { parseRule } from '../../src/policy/calico1/grammar';
import type { ResourceId } from '../../src/policy/resources';
import { object } from '../contract/etcd/calico3-objects';

/** How an object of one of Calico's data models is created, changed and read. */
export interface Keys {
  readonly create: (datastore: CalicoDatastore, name: string) => Promise<unknown>;
  /** Appends a rule that is identified by its port. */
  readonly append: (datastore: CalicoDatastore, name: string, port: number) => Promise<unknown>;
  /** Returns the ports of the rules in order. */
  readonly read: (data: DatastoreData, name: string) => readonly number[];
}

/** Profiles of Calico 1. */
export const keysOfVersion1: Keys = {
  create: (datastore, name) => datastore.createProfile(name),
  append: appendPort,
  read: portsOf,
};

const policyId = (name: string): ResourceId => ({ kind: 'GlobalNetworkPolicy', name });

/** Policies of Calico 3. */
export const keysOfVersion3: Keys = {
  create: (datastore, name) =>
    datastore.texts.replace(
      resourceObject(policyId(name)),
      undefined,
      JSON.stringify(object('GlobalNetworkPolicy', name, { ingress: [] })),
    ),
  append: (datastore, name, port) =>
    datastore.texts.update(resourceObject(policyId(name)), (text) => {
      const policy = JSON.parse(text) as { spec: { ingress: object[] } };
      const rule = { action: 'Allow', protocol: 'TCP', destination: { ports: [port] } };
      return JSON.stringify({ ...policy, spec: { ingress: [...policy.spec.ingress, rule] } });
    }),
  read: ({ policy }, name) => {
    const read = resourceNamed(policyId(name), policy)?.read;
    if (read?.state !== 'decoded' || read.object.kind !== 'GlobalNetworkPolicy') return [];
    return (read.object.spec?.ingress ?? []).flatMap(({ destination }) => (destination?.ports ?? []).map(Number));
  },
};

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
