// The meter is one of the process: tests that listen to it run one after the other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
