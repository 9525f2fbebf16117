/** Who is using the page. The answer also carries the CSRF token for the client. */
import { useQuery } from "@tanstack/react-query";
import { setCsrf } from "../api/client";
import { type Schemas, server } from "../api/server";

export type Me = Schemas["Me"];

export function useMe() {
  return useQuery({
    queryKey: ["me"],
    staleTime: Infinity,
    queryFn: async ({ signal }) => {
      const me = await server.get("me", { signal });
      setCsrf(me.csrf);
      return me;
    },
  });
}

export const userName = (me: Me | undefined): string => me?.user.name ?? "";
