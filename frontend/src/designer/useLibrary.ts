/** The registered components, asked for once for everything that offers them. */
import { useQuery } from "@tanstack/react-query";
import { designerApi, type RegistryItem } from "./api";

const PAGE = 500;

async function everyComponent(signal: AbortSignal): Promise<RegistryItem[]> {
  const items: RegistryItem[] = [];
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof designerApi.components>> = await designerApi.components(
      { after, limit: PAGE },
      signal,
    );
    items.push(...page.items);
    after = page.next ?? null;
  } while (after !== null);
  return items;
}

export const useLibrary = () =>
  useQuery({
    queryKey: ["components", "library"],
    queryFn: ({ signal }) => everyComponent(signal),
    staleTime: 15_000,
  });
