import { parseJson } from '../../base/json';
import { readResource } from '../datastore/decode';
import { readKubernetesObject } from '../kubernetes/decode';
import { resourceKey } from './key';
import { versionOf, type ResourceId } from './kinds';
import type { PolicyObject } from './stored';

/** Decodes the JSON of an object; undefined if the policy engine could not read it. */
export function readText(json: string, id: ResourceId): PolicyObject | undefined {
  if (versionOf(id.kind) !== 'projectcalico.org/v3') return readKubernetesObject(parseJson(json))?.value;
  const read = readResource(resourceKey(id), json, '0')?.read;
  return read?.state === 'decoded' ? read.object : undefined;
}
