import { DIRECTIONS } from '../../policy/model/rule';
import { resourceName } from '../../policy/resources';
import type { PolicyData } from '../model/snapshot';
import { compiledOf } from './compiled';

/** Returns the names of services in rules whose endpoints are not known, so that these rules can't be evaluated. */
export function unknownServices(policy: PolicyData): readonly string[] {
  const { model } = compiledOf(policy).model;
  if (model.services) return [];
  const rules = model.policies.flatMap((of) => DIRECTIONS.flatMap((direction) => of[direction] ?? []));
  const services = rules.flatMap(({ match: { source, destination } }) => [source.service, destination.service]);
  return [...new Set(services.flatMap((service) => (service?.namespace === undefined ? [] : resourceName(service))))];
}
