/** The sources whose awaits are gates: what the functions do between a message and Slack, and what they remember. */
const gated = /\/src\/(?:delivery|store|flows)\//;

type Node = Readonly<{ type: string; start: number; end: number; [key: string]: unknown }>;

/**
 * Makes each `await X` of the gated sources `await (await gate('file:line:column'), X)`, and lists the gates that there are:
 * a run may be stopped at each of them, and whether each was reached can be told. `gate` is looked up when it is reached.
 */
export function gates() {
  return {
    name: 'noroshi-gates',
    enforce: 'post' as const,
    transform(this: { parse(code: string): unknown }, code: string, id: string) {
      const file = id.split('?')[0] ?? id;
      if (!gated.test(file)) return undefined;
      const name = file.slice(file.indexOf('/src/') + 1);
      const places: { at: number; text: string }[] = [];
      const found: string[] = [];
      for (const node of awaitsOf(this.parse(code))) {
        const { start, end, type } = node['argument'] as Node;
        const gate = `${name}#${found.length}: ${code.slice(start, end).split('\n')[0]?.slice(0, 50)}`;
        found.push(gate);
        // What runs already may fail while it waits for the gate: nobody is to call that unhandled.
        const running = type === 'Identifier' ? `${code.slice(start, end)}?.catch?.(() => undefined), ` : '';
        places.push(
          { at: start, text: `(${running}await globalThis.noroshiGate?.(${JSON.stringify(gate)}), ` },
          { at: end, text: ')' },
        );
      }
      if (found.length === 0) return undefined;
      return { code: `${insert(code, places)}\n${tell(found)}`, map: null };
    },
  };
}

/** From the end, so that what comes before keeps its place. */
function insert(code: string, places: readonly Readonly<{ at: number; text: string }>[]): string {
  const last = [...places.keys()].sort((a, b) => places[b]!.at - places[a]!.at || b - a);
  return last.reduce((text, index) => {
    const { at, text: more } = places[index]!;
    return text.slice(0, at) + more + text.slice(at);
  }, code);
}

function tell(found: readonly string[]): string {
  return `for (const gate of ${JSON.stringify(found)}) (globalThis.noroshiGates ??= new Set()).add(gate);`;
}

function* awaitsOf(node: unknown): Generator<Node> {
  if (Array.isArray(node)) {
    for (const one of node) yield* awaitsOf(one);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  const { type } = node as Node;
  if (type === 'AwaitExpression') yield node as Node;
  for (const value of Object.values(node)) yield* awaitsOf(value);
}
