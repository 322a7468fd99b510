"""A person's data over all rooms (152-ФЗ): who looked, everything about her, erasure. Each storey declares its own tables; here they are joined."""
