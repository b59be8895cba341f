/**
 * Coalesces concurrent calls with the same key into one. Nothing is cached: the next call after the response is sent
 * again.
 */
export function coalesceCalls<Value>(): (key: string, ask: () => Promise<Value>) => Promise<Value> {
  const underWay = new Map<string, Promise<Value>>();
  return (key, ask) => {
    const earlier = underWay.get(key);
    if (earlier !== undefined) return earlier;
    const asked = ask().finally(() => underWay.delete(key));
    underWay.set(key, asked);
    return asked;
  };
}
