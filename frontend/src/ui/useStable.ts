/** A function that never changes and always does the latest: what a memoised child is given. */
import { useCallback, useLayoutEffect, useRef } from "react";

export function useStable<Args extends unknown[], Result>(
  act: (...args: Args) => Result,
): (...args: Args) => Result {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
