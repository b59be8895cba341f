/**
 * Those who ask for the same while an answer is under way share it, so that many presses in one instant cost one request.
 * Nothing is kept: whoever asks afterwards asks anew.
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
