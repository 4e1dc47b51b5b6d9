/** Explains verdicts over the model: in sentences, by the deciding policies, and by rules that nearly matched. */
export { decidingPoliciesOf, type DecidingPolicies } from './deciding-policies';
export { nearMisses, type NearMiss } from './misses';
export { labelMissOf, servicePortOf, unselecting, type LabelMiss } from './off-by-one';
export { clausesOf, sentencesOf, type PlaceTeller } from './sentences';
export { describeCircumstance } from './circumstances';
export { nameOf, placeText } from './names';
export { skippedRules, type SkippedRule } from './skipped';
