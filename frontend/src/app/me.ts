/** Who is using the page. The answer also carries the CSRF token for the client. */
import { useQuery } from "@tanstack/react-query";
import { api, setCsrf } from "../api/client";

export interface Me {
  user: string | { username?: string; name?: string };
  csrf: string;
  language: string;
}

export function useMe() {
  return useQuery({
    queryKey: ["me"],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const me = await api.get<Me>("me", {}, signal);
      setCsrf(me.csrf);
      return me;
    },
  });
}

export function userName(me: Me | undefined): string {
  if (!me) return "";
  if (typeof me.user === "string") return me.user;
  return me.user.name ?? me.user.username ?? "";
}
