// The explanation feature's exports for other features.
export { applyChange } from './apply';
export { askConnection } from './ask';
export { planned, type PlannedChange } from './changes';
export { formatEnds, flowOf, parseConnection, parseEnd, type ConnectionRequest } from './connection';
export { Explaining, type Explainer } from './explaining';
export { Inspector } from './inspector';
export { type ExplainedCluster, ExplanationPanel, keptConnection } from './panel';
export { ReadOnlyExplainer } from './read-only';
