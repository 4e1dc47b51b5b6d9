/** All commands of the extension. A unit test compares this list with package.json. */
export const Command = {
  startDemo: 'calicoStars.demo.start',
  stopDemo: 'calicoStars.demo.stop',
  resetDemo: 'calicoStars.demo.reset',
  runDemoStep: 'calicoStars.demo.runStep',
  connect: 'calicoStars.connect',
  disconnect: 'calicoStars.disconnect',
  addCluster: 'calicoStars.cluster.add',
  editCluster: 'calicoStars.cluster.edit',
  removeCluster: 'calicoStars.cluster.remove',
  signOut: 'calicoStars.cluster.signOut',
  showHealth: 'calicoStars.cluster.health',
  setCredentials: 'calicoStars.cluster.setCredentials',
  createNetwork: 'calicoStars.network.create',
  createDemoNetworks: 'calicoStars.network.createDemo',
  removeNetwork: 'calicoStars.network.remove',
  launchGroup: 'calicoStars.group.launch',
  destroyGroup: 'calicoStars.group.destroy',
  scaleApp: 'calicoStars.app.scale',
  cancelDeployment: 'calicoStars.deployment.cancel',
  addRule: 'calicoStars.rule.add',
  removeRule: 'calicoStars.rule.remove',
  moveRuleUp: 'calicoStars.rule.moveUp',
  moveRuleDown: 'calicoStars.rule.moveDown',
  moveRuleTo: 'calicoStars.rule.moveTo',
  openRules: 'calicoStars.rules.open',
  compareRules: 'calicoStars.rules.compare',
  disableCheck: 'calicoStars.lint.disable',
  createProfile: 'calicoStars.profile.create',
  renameProfile: 'calicoStars.profile.rename',
  removeProfile: 'calicoStars.profile.remove',
  addTag: 'calicoStars.tag.add',
  removeTag: 'calicoStars.tag.remove',
  allowTraffic: 'calicoStars.allowTraffic',
  undoPolicy: 'calicoStars.history.undo',
  showPolicyHistory: 'calicoStars.history.show',
  showGraph: 'calicoStars.graph.show',
  exportRecording: 'calicoStars.graph.exportRecording',
  openRecording: 'calicoStars.graph.openRecording',
  newGraph: 'calicoStars.graph.new',
  showGraphToSide: 'calicoStars.graph.showToSide',
  showGraphOf: 'calicoStars.graph.showOf',
  moveGraph: 'calicoStars.graph.moveToNewWindow',
  fitGraph: 'calicoStars.graph.fit',
  findInGraph: 'calicoStars.graph.find',
  toggleMarkers: 'calicoStars.graph.toggleMarkers',
  toggleUnreachable: 'calicoStars.graph.toggleUnreachable',
  switchGraphView: 'calicoStars.graph.switchView',
  exportGraph: 'calicoStars.graph.export',
  exportSvg: 'calicoStars.graph.exportSvg',
  exportPng: 'calicoStars.graph.exportPng',
  exportMermaid: 'calicoStars.graph.exportMermaid',
  exportDot: 'calicoStars.graph.exportDot',
  exportJson: 'calicoStars.graph.exportJson',
  copyPicture: 'calicoStars.graph.copyPicture',
  copyMermaid: 'calicoStars.graph.copyMermaid',
  explain: 'calicoStars.explain',
  showMatrix: 'calicoStars.matrix.show',
  exportMatrix: 'calicoStars.matrix.export',
  runCalicoctl: 'calicoStars.calicoctl.run',
  previewScript: 'calicoStars.calicoctl.preview',
  copyCalicoctl: 'calicoStars.copyCalicoctl',
  openLog: 'calicoStars.openLog',
  showWhole: 'calicoStars.showWhole',
  openWalkthrough: 'calicoStars.openWalkthrough',
  refresh: 'calicoStars.refresh',
  showStatus: 'calicoStars.status',
} as const;
export type CommandId = (typeof Command)[keyof typeof Command];

/** Language model tools. A unit test compares this list with package.json. */
export const Tool = {
  listPolicy: 'calico_list_policy',
  explainFlow: 'calico_explain_flow',
  previewChange: 'calico_preview_change',
  applyChange: 'calico_apply_change',
} as const;
export type ToolId = (typeof Tool)[keyof typeof Tool];

/** Views and panels. */
export const View = {
  cluster: 'calicoStars.cluster',
  graph: 'calicoStars.graph',
  explanation: 'calicoStars.explanation',
  matrix: 'calicoStars.matrix',
} as const;

/** Settings below the section {@link SECTION}. */
export const SECTION = 'calicoStars';
export const Setting = {
  clusters: 'clusters',
  keepDemoState: 'demo.keepState',
  probeSeconds: 'demo.probeSeconds',
  lint: 'lint',
  pollSeconds: 'graph.pollSeconds',
  problems: 'graph.problems',
  markers: 'graph.markers',
  layout: 'graph.layout',
  labels: 'graph.labels',
  group: 'marathon.group',
} as const;

/** Context keys used by `when` clauses and the walkthrough. */
export const ContextKey = {
  connection: 'calicoStars.connection',
  connected: 'calicoStars.connected',
  demoRunning: 'calicoStars.demoRunning',
  graphOpen: 'calicoStars.graphOpen',
  walkthroughOpen: 'calicoStars.walkthroughOpen',
  stepNetworks: 'calicoStars.step.networks',
  stepLaunched: 'calicoStars.step.launched',
  stepGraph: 'calicoStars.step.graph',
  stepUiOpen: 'calicoStars.step.uiOpen',
  stepProbesOpen: 'calicoStars.step.probesOpen',
  stepConnected: 'calicoStars.step.connected',
} as const;
export type ContextKeyId = (typeof ContextKey)[keyof typeof ContextKey];
