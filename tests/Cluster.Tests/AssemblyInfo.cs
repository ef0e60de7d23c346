// Each test has a cluster of processes; two at once would measure the machine.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
