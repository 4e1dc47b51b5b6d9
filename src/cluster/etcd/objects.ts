import type { ObjectStore } from '../connection/opened';
import { resourceIdOf, type TextObject } from './change';
import { readResource } from '../../policy/datastore';
import { resourceKey } from '../../policy/resources';
import { resourceNamed } from '../model/resources';
import type { PolicyData } from '../model/snapshot';
import type { CalicoDatastore } from './datastore';

/** Returns the store of a datastore's objects that are one text each. */
export function etcdObjects(datastore: CalicoDatastore): ObjectStore {
  const { texts } = datastore;
  return {
    onDidWrite: texts.onDidWrite,
    mostAtOnce: texts.mostAtOnce,
    present: async (object, signal) => storedText(object, (await datastore.read(signal)).policy),
    replace: async (object, expected, wanted, options) => {
      const done = await texts.replace(object, expected, wanted, options);
      if (done.kind !== 'done' || object.kind !== 'resource' || wanted === undefined) return done;
      const key = resourceKey(resourceIdOf(object));
      return {
        ...done,
        stored: async () => {
          // The new revision, unless someone else has changed the object since.
          const entry = await datastore.store.get(key).catch(() => undefined);
          return entry?.value === wanted ? readResource(key, wanted, entry.revision) : undefined;
        },
      };
    },
    replaceAll: (...args) => texts.replaceAll(...args),
  };
}

/** Returns the stored text of a policy, a tier or an object; undefined if there is none. */
export function storedText(object: TextObject, data: PolicyData): string | undefined {
  if (object.kind === 'resource') return resourceNamed(resourceIdOf(object), data)?.text;
  const { enforcement } = data;
  const tier = object.kind === 'policy' ? object.tier : object.name;
  const stored = enforcement?.tiers.find(({ name }) => name === tier);
  return object.kind === 'policy' ? stored?.policies.find(({ name }) => name === object.name)?.text : stored?.metadata;
}
