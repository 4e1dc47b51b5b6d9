/** Two words in a row, or one that ends like a title or a sentence. */
const PROSE =
  /(^|[^\p{L}\d_$./:#-])\p{L}[\p{Ll}’']+[,:;]? (\p{L}[\p{L}’'-]*|[“‘])(?=[^\p{L}\d_=(:/-]|$)|^\p{Lu}\p{Ll}+[.…]?$/u;

/** CSS, grammars and formats with words in a row that are not prose: class names, for example, have no articles. */
const CODE =
  /[{}=#]|\b(px|var|rgb|minmax|translate|color-mix|prefers-|script-src)\b|^(?!.*\b(the|an?|is|are|was|were|has|have|of|by|can)\b)[a-z0-9-]+( [a-z0-9-]+)*$|^(from|to|allow|deny) |^calicoctl /;

/** Names that are the same in every language, and words of other programs. */
const NAMES = new Set([
  'Calico Stars',
  'Local Demo',
  'Local Kubernetes Demo',
  'Marathon',
  'Mesos',
  'Docker',
  'Kubernetes',
  'Mermaid',
  'Graphviz DOT',
  'flowchart LR',
  // Kinds and values of the Kubernetes and Calico APIs.
  'Accept',
  'Admin',
  'Allow',
  'Baseline',
  'Delete',
  'Deny',
  'Deployment',
  'Egress',
  'Exists',
  'Failed',
  'Ignore',
  'In',
  'Ingress',
  'Job',
  'Learn',
  'Log',
  'Namespace',
  'Node',
  'Pass',
  'Pod',
  'Profile',
  'Service',
  'Set',
  'Staged',
  'Succeeded',
  'Tier',
  'All',
  'Background',
  'List',
  'Status',
  'Strict',
  // Comparisons and messages of etcd3 and etcd.
  'Create',
  'Mod',
  'Received message larger than max',
  'authentication is not enabled',
  // Messages of JSON.parse.
  'end of JSON',
]);

/**
 * Reports text for users that does not go through `l10n.t`, and text that is read at import, before the bundle is
 * loaded.
 */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: {
      bypass: 'Text for people goes through l10n.t.',
      early: 'Read texts when they are shown: at import there is no bundle yet.',
    },
  },
  create(context) {
    const check = (node, whole) => {
      const text = whole.replaceAll(/\$\([\w~-]+\) ?/g, '');
      if (PROSE.test(text) && !CODE.test(text) && !NAMES.has(text) && !isExempt(node))
        context.report({ node, messageId: 'bypass' });
    };
    return {
      Literal: (node) => typeof node.value === 'string' && check(node, node.value),
      TemplateLiteral: (node) => check(node, node.quasis.map(({ value }) => value.cooked).join('0')),
      'CallExpression[callee.object.name="l10n"][callee.property.name="t"]': (node) => {
        if (!isInFunction(node)) context.report({ node, messageId: 'early' });
      },
    };
  },
};

function isExempt({ parent, type }) {
  switch (parent.type) {
    case 'CallExpression':
      return parent.callee.object?.name === 'l10n';
    case 'TaggedTemplateExpression':
      return type === 'TemplateLiteral' && parent.tag.name !== 'icons';
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSLiteralType':
    case 'TSExternalModuleReference':
    case 'SwitchCase':
    case 'BinaryExpression':
      return parent.operator !== '+';
    case 'NewExpression':
      return /^(Error|TypeError|RangeError|RegExp|Set)$/.test(parent.callee.name);
    default:
      return false;
  }
}

function isInFunction({ parent }) {
  for (let node = parent; node; node = node.parent)
    if (/Function/.test(node.type) || (node.type === 'PropertyDefinition' && !node.static)) return true;
  return false;
}
