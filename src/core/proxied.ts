/**
 * The options by which an agent of our own goes the way that Node's own one goes: through the proxy of the environment,
 * where NODE_USE_ENV_PROXY says so. None on a Node that knows no proxies. Docs: Node.js, `http`, "Built-in Proxy Support".
 */
export function asNodeGoes(globalAgent: Readonly<{ options: object }>): object {
  return 'proxyEnv' in globalAgent.options ? { proxyEnv: globalAgent.options.proxyEnv } : {};
}
