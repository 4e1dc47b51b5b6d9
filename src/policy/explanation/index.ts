/** Why a verdict over the model is as it is: in sentences, by who decides, and by what nearly did. */
export { decidingPoliciesOf } from './deciding-policies';
export { nearMisses } from './misses';
export { sentencesOf } from './sentences';
