/** Lets in so much at once; who comes later waits, in the order of coming. */
export type Gate = Readonly<{ enter(amount?: number): Promise<void>; leave(amount?: number): void }>;

/** A gate for `capacity` of anything; more than that at once counts as all of it. */
export function createGate(capacity: number): Gate {
  let free = capacity;
  const waiting: { amount: number; go: () => void }[] = [];

  function admit(): void {
    for (let next = waiting[0]; next && next.amount <= free; next = waiting[0]) {
      waiting.shift();
      free -= next.amount;
      next.go();
    }
  }

  return {
    enter: (amount = 1) =>
      new Promise((go) => {
        waiting.push({ amount: Math.min(amount, capacity), go });
        admit();
      }),
    leave(amount = 1) {
      free += Math.min(amount, capacity);
      admit();
    },
  };
}
