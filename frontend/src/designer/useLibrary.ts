/** The registered components, asked for once for everything that offers them. */
import { useQuery } from "@tanstack/react-query";
import { designerApi } from "./api";

export const useLibrary = () =>
  useQuery({
    queryKey: ["components", "library"],
    queryFn: ({ signal }) => designerApi.components(signal),
  });
