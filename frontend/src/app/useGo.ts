/** Goes to a page; being sent there twice (the echo of a double click) leaves one step in the history, not two. */
import { useCallback } from "react";
import { useNavigate } from "react-router";

export function useGo(): (to: string) => void {
  const navigate = useNavigate();
  return useCallback(
    (to: string) => {
      const { pathname, search } = window.location;
      void navigate(to, { replace: pathname + search === to || pathname === to });
    },
    [navigate],
  );
}
