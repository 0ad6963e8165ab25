/** How many children a node of the tree has. The number of leaves is a power of it. */
export const BRANCHES = 10
