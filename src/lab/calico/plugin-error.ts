/** An error of the network plugin, in its own words; Docker returns them with the prefix `remote: `. */
export class PluginError extends Error {
  override readonly name = 'PluginError';
}
