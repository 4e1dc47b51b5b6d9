import type { FelixVersion } from '../../policy/calico1/translate';
import { compiledOf } from '../analysis/compiled';
import type { PolicyData } from './snapshot';

/** Returns the generation of Felix that a cluster's policy was written for. */
export function felixIn(data: PolicyData): FelixVersion {
  return compiledOf(data).felix;
}
