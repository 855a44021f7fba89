"""The inquiry as it is kept: the models, the services that alone write them, and their history."""
